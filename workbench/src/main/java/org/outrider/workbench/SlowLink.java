package org.outrider.workbench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * A way to a broker that lets through so many bits a second each way, as a unit's modem does: for
 * measurements, on this machine alone.
 */
final class SlowLink implements AutoCloseable {
  private static final int PIECE = 4096;

  /** What may have gathered before it begins to wait: a fiftieth of a second's worth. */
  private static final int BURSTS_A_SECOND = 50;

  private final ServerSocket server;
  private final URI broker;
  private final long bytesPerSecond;
  private final UnitClock clock;

  /**
   * @param broker {@code tcp://HOST:PORT}
   */
  SlowLink(String broker, int mbitPerSecond, UnitClock clock) throws IOException {
    this.broker = URI.create(broker);
    this.bytesPerSecond = mbitPerSecond * 125_000L;
    this.clock = clock;
    this.server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread _ = Thread.ofVirtual().name("slow-link").start(this::accept);
  }

  /** Where to connect instead. */
  String url() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket near = server.accept();
        Socket far = new Socket(broker.getHost(), broker.getPort());
        far.setTcpNoDelay(true);
        near.setTcpNoDelay(true);
        pass(near, far);
        pass(far, near);
      }
    } catch (IOException e) {
      Logger.tag("bench").debug("slow link: {}", e.getMessage());
    }
  }

  private void pass(Socket from, Socket to) {
    Thread _ =
        Thread.ofPlatform()
            .daemon()
            .name("slow-link-pipe")
            .start(
                () -> {
                  try (from;
                      to) {
                    pour(from.getInputStream(), to.getOutputStream());
                  } catch (IOException e) {
                    Logger.tag("bench").debug("slow link: {}", e.getMessage());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
  }

  private void pour(InputStream in, OutputStream out) throws IOException, InterruptedException {
    byte[] piece = new byte[PIECE];
    long free = clock.monotonicNanos();
    int n = in.read(piece);
    while (n >= 0) {
      out.write(piece, 0, n);
      long now = clock.monotonicNanos();
      free = Math.max(free, now - 1_000_000_000L / BURSTS_A_SECOND);
      free += n * 1_000_000_000L / bytesPerSecond;
      if (free > now) {
        clock.awaitNanos(free);
      }
      n = in.read(piece);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
