package org.outrider.agent.record.retention;

import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.people.iam.Actor;

/**
 * A duty to preserve: while it lasts nothing that it covers is purged (RET-02). What is given of
 * the scope must all agree.
 *
 * @param kind a case never ends by itself (RET-04)
 * @param ids of reads or hits; none for any
 * @param plates as they are written; none for any. One agrees when a read or a listed plate is the
 *     same in index form, or when it is among the candidates of a reading: rather too much is held
 *     than too little
 * @param from first instant of capture; null for any
 * @param until last instant of capture; null for any
 * @param area null for any
 * @param endsAt when a legal hold ends by itself; null for never
 */
public record Hold(
    String holdId,
    Kind kind,
    String caseNumber,
    String reason,
    Set<String> ids,
    Set<String> plates,
    @Nullable Instant from,
    @Nullable Instant until,
    @Nullable Area area,
    Actor by,
    Instant at,
    @Nullable Instant endsAt) {

  /** Why something is held. */
  public enum Kind {
    LEGAL,
    CASE;

    /** Name in files and messages. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A circle on the ground.
   *
   * @param latitudeDeg WGS 84
   * @param longitudeDeg WGS 84
   */
  public record Area(double latitudeDeg, double longitudeDeg, double radiusM) {
    private static final double EARTH_M = 6_371_009;

    /** Whether a place lies in it; by great circle, a sphere is good enough for holds. */
    boolean has(double lat, double lon) {
      double a = Math.toRadians(lat - latitudeDeg) / 2;
      double b = Math.toRadians(lon - longitudeDeg) / 2;
      double h =
          Math.pow(Math.sin(a), 2)
              + Math.cos(Math.toRadians(lat))
                  * Math.cos(Math.toRadians(latitudeDeg))
                  * Math.pow(Math.sin(b), 2);
      return 2 * EARTH_M * Math.asin(Math.sqrt(Math.min(1, h))) <= radiusM;
    }
  }

  /**
   * What is kept of one read, as holds look at it.
   *
   * @param ids of the read and its hits
   * @param plates all texts that it may be: read, candidates, listed
   * @param latitudeDeg NaN where no position is known: then any area covers it
   */
  public record Kept(
      Set<String> ids,
      Set<String> plates,
      Instant captured,
      double latitudeDeg,
      double longitudeDeg) {
    public Kept {
      ids = Set.copyOf(ids);
      plates = indexes(plates);
    }
  }

  public Hold {
    ids = Set.copyOf(ids);
    plates = Set.copyOf(plates);
  }

  /** Whether it says at all what it covers: one that does not would cover everything. */
  public boolean hasScope() {
    return !ids.isEmpty() || !plates.isEmpty() || from != null || until != null || area != null;
  }

  /** Whether it has ended by itself. */
  public boolean isOver(Instant now) {
    return endsAt != null && !now.isBefore(endsAt);
  }

  /** Whether a read is to be preserved. */
  public boolean covers(Kept kept) {
    return (ids.isEmpty() || kept.ids().stream().anyMatch(ids::contains))
        && (plates.isEmpty() || indexes(plates).stream().anyMatch(kept.plates()::contains))
        && (from == null || !kept.captured().isBefore(from))
        && (until == null || !kept.captured().isAfter(until))
        && (area == null
            || Double.isNaN(kept.latitudeDeg())
            || area.has(kept.latitudeDeg(), kept.longitudeDeg()));
  }

  private static Set<String> indexes(Set<String> plates) {
    Set<String> out = new HashSet<>();
    plates.forEach(p -> out.add(PlateText.of(p).index()));
    return out;
  }
}
