package org.outrider.agent.link.uplink;

import java.util.List;
import org.outrider.agent.base.read.UnitId;

/** Names of the MQTT topics, {@code alpr/v1/{agency}/{unit}/...}. */
public final class Topics {
  public static final String ROOT = "alpr/v1/";

  /** As what a hit is signed that central passes on to a beat. */
  public static final String BEAT_HIT = "beat-hit";

  private Topics() {}

  /** What stands after the unit's own part of a topic; empty for any other topic. */
  static String leaf(UnitId unit, String topic) {
    String own = of(unit, "");
    return topic.startsWith(own) ? topic.substring(own.length()) : "";
  }

  private static String of(UnitId unit, String leaf) {
    return ROOT + unit.agency() + "/" + unit.unit() + "/" + leaf;
  }

  public static String state(UnitId unit) {
    return of(unit, "state");
  }

  public static String hit(UnitId unit) {
    return of(unit, "hit");
  }

  public static String disposition(UnitId unit) {
    return of(unit, "hit/disposition");
  }

  public static String audit(UnitId unit) {
    return of(unit, "audit");
  }

  public static String request(UnitId unit) {
    return of(unit, "hotlist/request");
  }

  /** Down, retained: releases of one list; the same below {@code /LIST_ID}. */
  public static String manifest(UnitId unit) {
    return of(unit, "hotlist/manifest");
  }

  /** Down: what must not wait for the next list. */
  public static String delta(UnitId unit) {
    return of(unit, "hotlist/delta");
  }

  /**
   * Down, retained: what is in force until a higher version comes, signed.
   *
   * @param kind {@code users}, {@code profile} or {@code holds}
   */
  public static String directive(UnitId unit, String kind) {
    return of(unit, kind);
  }

  /** Down: what is to be done once, signed. */
  public static String command(UnitId unit, String name) {
    return of(unit, "cmd/" + name);
  }

  /** Up: what became of a command. */
  public static String answer(UnitId unit, String name) {
    return command(unit, name) + "/res";
  }

  /** Down: what units that stand on a beat have found, signed, for the cars of that beat. */
  public static String beat(String agency, String beat) {
    return ROOT + agency + "/beat/" + beat + "/hit";
  }

  static boolean isBeat(String agency, String topic) {
    return topic.startsWith(ROOT + agency + "/beat/");
  }

  /** What a unit hears. */
  public static List<String> heardBy(UnitId unit) {
    return List.of(
        ack(unit),
        centralState(unit.agency()),
        manifest(unit) + "/#",
        delta(unit) + "/#",
        directive(unit, "users"),
        directive(unit, "profile"),
        directive(unit, "holds"),
        command(unit, "+"));
  }

  /** A small report, of a lane that carries them. */
  public static String report(UnitId unit, OutboxLane lane) {
    return of(unit, lane.label());
  }

  public static String session(UnitId unit) {
    return of(unit, "session");
  }

  public static String read(UnitId unit) {
    return of(unit, "read");
  }

  public static String image(UnitId unit, String sha256, int part) {
    return of(unit, "image/" + sha256 + "/" + part);
  }

  public static String health(UnitId unit) {
    return of(unit, "health");
  }

  public static String ack(UnitId unit) {
    return of(unit, "ack");
  }

  public static String centralState(String agency) {
    return ROOT + agency + "/central/state";
  }
}
