package org.outrider.agent.link.uplink;

import java.util.List;
import org.outrider.hal.net.NetworkLinks;

/**
 * What bulk, that is reads and pictures, may take of the link. Hits, answers, requests and audit
 * events never wait for it.
 *
 * @param bulkBytesPerSecond 0 for no limit
 * @param pictureInterfaces network interfaces of which one must be up for pictures to be sent, such
 *     as {@code wlan0}; none for any link
 */
public record LaneRules(long bulkBytesPerSecond, List<String> pictureInterfaces) {
  public static final LaneRules FREE = new LaneRules(0, List.of());

  public LaneRules {
    pictureInterfaces = List.copyOf(pictureInterfaces);
  }

  /** Whether pictures may be sent over the links that are up now. */
  boolean sendsPictures() {
    return NetworkLinks.isOneUp(pictureInterfaces);
  }

  /** How long bulk waits after so many bytes. */
  long nanosFor(long bytes) {
    return bulkBytesPerSecond == 0 ? 0 : bytes * 1_000_000_000L / bulkBytesPerSecond;
  }
}
