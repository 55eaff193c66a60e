package org.outrider.agent.uplink;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.tinylog.Logger;

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
    if (pictureInterfaces.isEmpty()) {
      return true;
    }
    for (String name : pictureInterfaces) {
      try {
        NetworkInterface one = NetworkInterface.getByName(name);
        if (one != null && one.isUp() && one.getInetAddresses().hasMoreElements()) {
          return true;
        }
      } catch (SocketException e) { // then it is not up
        Logger.tag("uplink").debug("{}: {}", name, e.getMessage());
      }
    }
    return false;
  }

  /** How long bulk waits after so many bytes. */
  long nanosFor(long bytes) {
    return bulkBytesPerSecond == 0 ? 0 : bytes * 1_000_000_000L / bulkBytesPerSecond;
  }
}
