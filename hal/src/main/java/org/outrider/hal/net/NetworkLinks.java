package org.outrider.hal.net;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The network interfaces of the machine. */
public final class NetworkLinks {
  private NetworkLinks() {}

  /**
   * Whether one of these is up and has an address.
   *
   * @param names such as {@code wlan0}; none for whatever there is, then it is always so
   */
  public static boolean isOneUp(List<String> names) {
    return names.isEmpty() || names.stream().anyMatch(NetworkLinks::isUp);
  }

  private static boolean isUp(String name) {
    try {
      NetworkInterface one = NetworkInterface.getByName(name);
      return one != null && one.isUp() && one.getInetAddresses().hasMoreElements();
    } catch (SocketException e) { // gone while it was asked
      return false;
    }
  }
}
