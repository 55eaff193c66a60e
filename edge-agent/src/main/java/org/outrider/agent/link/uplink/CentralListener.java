package org.outrider.agent.link.uplink;

/** Who hears what central says to a unit, besides acknowledging. Called on the uplink's threads. */
public interface CentralListener {

  /** Releases of lists, signed or not: {@code hotlist/manifest} and {@code hotlist/delta}. */
  void releaseOffered(byte[] message);

  /**
   * What is to be in force, or to be done, signed or not.
   *
   * @param kind {@code users}, {@code profile}, {@code holds}, or {@code cmd/} and a name
   */
  void directive(String kind, byte[] message);

  /**
   * What a unit that stands on this one's beat has found: {@code beat/{beat}/hit}, signed or not.
   */
  void beatHit(byte[] message);

  /**
   * Central does not accept what somebody asked of the hot list.
   *
   * @param body of the request
   * @return false when that could not be noted now: the request goes out again, and so comes the
   *     answer
   */
  boolean requestRejected(byte[] body, String cause);
}
