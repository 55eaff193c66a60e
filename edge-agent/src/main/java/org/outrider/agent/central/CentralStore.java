package org.outrider.agent.central;

import java.util.List;
import java.util.Map;

/** Where a central keeps what it received. */
public interface CentralStore extends AutoCloseable {

  /**
   * Keeps a thing once.
   *
   * @return {@code stored}, {@code duplicate} for the same again, {@code rejected} for another body
   *     under a known id, {@code retry} when it cannot be kept now
   */
  String put(String unit, String kind, String id, String sha256, byte[] body);

  /** All bodies of a kind with the unit that sent each, in the order in which they came. */
  List<Map.Entry<String, byte[]>> bodies(String kind);

  /** How many of each kind are kept. */
  Map<String, Long> counts();

  @Override
  void close();
}
