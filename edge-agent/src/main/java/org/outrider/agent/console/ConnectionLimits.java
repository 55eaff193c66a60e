package org.outrider.agent.console;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Connections of a console: so many from one address, so many in all, and a total time for the head
 * of each request and for the whole of it. Where there are too many, the one that has been silent
 * for longest is closed, of the address that has most, so that silent or slow ones keep nobody out.
 * Safe for several threads.
 */
final class ConnectionLimits implements Connection.Listener, HttpConfiguration.Customizer {
  /** Prefix of an IPv6 network that one machine takes its addresses from (RFC 4291 2.5.1). */
  private static final int NETWORK_BYTES = 8;

  /**
   * Limits of a server.
   *
   * @param most connections in all
   * @param mostOfAddress connections from one address
   * @param head total time for the head of a request
   * @param whole total time for its body and its answer
   */
  record Limits(int most, int mostOfAddress, Duration head, Duration whole) {}

  private final Limits limits;
  private final String endless;
  private final Scheduler scheduler;
  private final Map<EndPoint, Peer> peers = new LinkedHashMap<>();

  /** One connection; silent from when it was opened or its last request ended. */
  private static final class Peer {
    private final EndPoint socket;
    private final String address;
    private long since = System.nanoTime();
    private int asking;
    private boolean isEndless;

    Peer(EndPoint socket) {
      this.socket = socket;
      this.address = address(socket.getRemoteSocketAddress());
    }
  }

  /**
   * @param endless path whose answer goes on for as long as the page is open
   */
  ConnectionLimits(Limits limits, String endless, Scheduler scheduler) {
    this.limits = limits;
    this.endless = endless;
    this.scheduler = scheduler;
  }

  /** Address of another machine; for IPv6 the network, of which a machine has all addresses. */
  static String address(@Nullable SocketAddress from) {
    if (!(from instanceof InetSocketAddress ip) || ip.getAddress() == null) {
      return "unknown";
    }
    return address(ip.getAddress());
  }

  static String address(InetAddress ip) {
    byte[] bytes = ip.getAddress();
    if (bytes.length <= NETWORK_BYTES || ip.isLoopbackAddress()) {
      return ip.getHostAddress();
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < NETWORK_BYTES; i += 2) {
      out.append(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff))).append(':');
    }
    return out + ":/64";
  }

  @Override
  public void onOpened(Connection connection) {
    if (isInside(connection)) {
      return; // the TLS connection around it is counted already
    }
    EndPoint socket = socket(connection);
    @Nullable EndPoint victim;
    synchronized (this) {
      Peer peer = new Peer(socket);
      peers.put(socket, peer);
      victim = tooMany(peer.address);
    }
    if (victim != null) {
      victim.close();
    }
    lookAgain(socket, limits.head());
  }

  private @Nullable EndPoint tooMany(String address) {
    long ofAddress = peers.values().stream().filter(p -> p.address.equals(address)).count();
    if (ofAddress > limits.mostOfAddress()) {
      return victim(address);
    }
    if (peers.size() <= limits.most()) {
      return null;
    }
    Map<String, Integer> counts = new LinkedHashMap<>();
    peers.values().forEach(p -> counts.merge(p.address, 1, Integer::sum));
    return victim(
        counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey());
  }

  /** The one that has been silent for longest; where all are being answered, the newest. */
  private EndPoint victim(String address) {
    List<Peer> of = peers.values().stream().filter(p -> p.address.equals(address)).toList();
    return of.stream()
        .filter(p -> p.asking == 0)
        .min(Comparator.comparingLong(p -> p.since))
        .orElse(of.getLast())
        .socket;
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    if (!isInside(connection)) {
      Peer _ = peers.remove(socket(connection));
    }
  }

  /** A slow head of a request is no sign of life: the time counts from end to end. */
  private void lookAgain(EndPoint socket, Duration in) {
    Scheduler.Task _ =
        scheduler.schedule(() -> look(socket), in.toMillis() + 1, TimeUnit.MILLISECONDS);
  }

  private void look(EndPoint socket) {
    Duration left;
    synchronized (this) {
      Peer peer = peers.get(socket);
      if (peer == null) {
        return;
      }
      Duration most = peer.asking > 0 ? limits.whole() : limits.head();
      left = peer.isEndless ? most : most.minusNanos(System.nanoTime() - peer.since);
    }
    if (left.isPositive()) {
      lookAgain(socket, left);
    } else {
      socket.close();
    }
  }

  /** The head of a request has come. */
  @Override
  public Request customize(Request request, HttpFields.Mutable headers) {
    EndPoint socket = socket(request.getConnectionMetaData().getConnection());
    boolean isEndless = endless.equals(request.getHttpURI().getPath());
    count(socket, 1, isEndless);
    Request.addCompletionListener(request, problem -> count(socket, -1, false));
    return request;
  }

  private synchronized void count(EndPoint socket, int by, boolean isEndless) {
    Peer peer = peers.get(socket);
    if (peer != null) {
      peer.asking += by;
      peer.isEndless = isEndless;
      peer.since = System.nanoTime();
    }
  }

  private static boolean isInside(Connection connection) {
    return connection.getEndPoint() instanceof SslConnection.SslEndPoint;
  }

  private static EndPoint socket(Connection connection) {
    EndPoint at = connection.getEndPoint();
    while (at instanceof SslConnection.SslEndPoint inside) {
      at = inside.getSslConnection().getEndPoint();
    }
    return at;
  }
}
