package org.outrider.agent.link.uplink.mqtt;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Regular look at the network links and at the connection, on a thread of its own: a connection
 * that hangs on a link that is gone is given up, and a new link is tried at once.
 */
final class LinkWatch implements Runnable {
  private static final Duration INTERVAL = Duration.ofMillis(250);
  private static final Duration STUCK = Duration.ofSeconds(1);

  private final Supplier<String> links;
  private final Connection connection;
  private final Unconfirmed unconfirmed;
  private volatile boolean isStopped;

  /** Inputs and actions of the watch. */
  interface Connection {
    boolean isConnected();

    /** Closes the connection and makes another. */
    void replace();

    /** Ends the wait before the next attempt to connect. */
    void hurry();

    /** Called at each look. */
    void look();
  }

  /**
   * @param links a text that differs after a link came or went
   */
  LinkWatch(Supplier<String> links, Connection connection, Unconfirmed unconfirmed) {
    this.links = links;
    this.connection = connection;
    this.unconfirmed = unconfirmed;
  }

  @Override
  public void run() {
    String before = links.get();
    boolean isChanged = false;
    try {
      while (!isStopped) {
        TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
        String now = links.get();
        isChanged |= !now.equals(before);
        before = now;
        isChanged = isChanged && !isSettled();
        connection.look();
      }
    } catch (InterruptedException e) {
      Logger.tag("uplink").debug("stopped");
    }
  }

  /** Acts on a change of links; true when nothing more is to be done about it. */
  private boolean isSettled() {
    if (!connection.isConnected()) {
      connection.hurry();
      return true;
    }
    if (unconfirmed.isEmpty()) { // whatever was sent since the change went through
      return true;
    }
    if (isStuck()) {
      Logger.tag("uplink").info("links have changed and nothing goes through: connecting again");
      connection.replace();
      return true;
    }
    return false;
  }

  /** True if messages wait and the broker confirms none. */
  boolean isStuck() {
    return unconfirmed.isStuck(STUCK.toNanos());
  }

  void stop() {
    isStopped = true;
  }

  /** Addresses of the links that are up. */
  static String linksOfMachine() {
    StringBuilder out = new StringBuilder();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (one.isUp() && !one.isLoopback()) {
          one.getInterfaceAddresses().forEach(a -> out.append(a.getAddress()).append(' '));
        }
      }
    } catch (SocketException e) {
      Logger.tag("uplink").debug("links: {}", e.getMessage());
    }
    return out.toString();
  }
}
