package org.outrider.agent.console;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.CategorySwitches;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.health.Finding;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.EntryWork;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.upkeep.equipment.Equipment;

/** What a console needs of its unit. */
public interface ConsoleUnit {
  /** Name of the unit. */
  String name();

  Status status();

  /**
   * Time since the last frame was read, of the camera that stands still longest; zero while cameras
   * are meant to be off.
   */
  Duration silence();

  Dispositions dispositions();

  /** An alert as its hit is recorded, JSON. */
  byte[] record(Alert alert);

  /** A hit of an earlier run; null when it is gone. */
  @Nullable StoredHit stored(UUID hitId);

  /** The bytes of a stored picture; null when it is not there. */
  byte @Nullable [] picture(String sha256);

  /** The lists in force. */
  Matcher matcher();

  /** Does something with people's own entries. */
  <T> T entries(EntryWork<T> work) throws HotListException;

  /** Which categories are told. */
  CategorySwitches switches();

  /** The record of the unit's parts. */
  Equipment equipment();

  /** Cameras by name. */
  List<String> cameras();

  /** What a camera sees just now and how well plates show in it; null while there is no frame. */
  @Nullable Aim aim(String camera) throws InterruptedException;

  /** Looks at the unit part by part; takes some seconds, in which it reads a known plate. */
  List<Finding> checkup() throws InterruptedException;
}
