package org.outrider.central;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a central keeps what it received; several receivers may share one. */
public interface CentralStore extends AutoCloseable {

  /** What became of a thing. */
  enum Result {
    STORED,
    /** The same again. */
    DUPLICATE,
    /** Another body under a known id: an incident. */
    REJECTED,
    /** Cannot be kept now. */
    RETRY;

    /** As it is acknowledged. */
    String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Keeps things, each once, all in one transaction; a result for each. */
  List<Result> put(List<Received> things);

  /**
   * Keeps a part of a picture until all are there. A picture whose parts do not make its hash is
   * forgotten, so that the unit's next attempt starts afresh. A unit that leaves more pictures
   * incomplete than a store keeps loses its oldest ones.
   *
   * @param parts how many there are
   * @return the whole picture once all parts are there; null before
   */
  byte @Nullable [] part(String unit, String sha256, int part, int parts, byte[] piece);

  /** All bodies of a kind with the unit that sent each, in the order in which they came. */
  List<Map.Entry<String, byte[]>> bodies(String kind);

  /** The newest of a kind, newest first, as {@code unit}, {@code at} and body. */
  List<Seen> newest(String kind, int most);

  /**
   * A thing as a reader sees it.
   *
   * @param at when it came
   * @param text of its body, JSON
   */
  record Seen(String unit, Instant at, String text) {}

  /**
   * A thing with its place in the order in which all came.
   *
   * @param body JSON in UTF-8
   */
  record Numbered(long seq, String body) {}

  /** Returns what came after a place, in order; never past a row that another receiver may add. */
  List<Numbered> after(String kind, long seq, int most);

  /** A place that was remembered under a name; 0 for none. */
  long cursor(String name);

  /** Remembers a place. */
  void cursor(String name, long seq);

  /** A body, of whichever unit; null when it is not there. */
  byte @Nullable [] body(String kind, String id);

  /** How many things of a kind came out of a session of a unit. */
  long ofSession(String unit, String kind, String sessionId);

  /**
   * Removes what the policy's last day has come for, with all of the same unit that belongs to it.
   * What one unit sent removes nothing of another.
   *
   * @return how many reads went
   */
  int purge(Instant now);

  /** How many of each kind are kept. */
  Map<String, Long> counts();

  @Override
  void close();
}
