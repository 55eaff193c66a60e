package org.outrider.hal.driver.gpsd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.spi.GnssProvider;
import org.outrider.hal.spi.HalContext;

/** {@code gpsd://host:2947}: a receiver behind a gpsd daemon. */
public final class GpsdProvider implements GnssProvider {
  private static final int PORT = 2947;
  private static final int CONNECT_MS = 3000;
  private static final int READ_TIMEOUT_MS = 1000;

  @Override
  public Set<String> schemes() {
    return Set.of("gpsd");
  }

  @Override
  public void check(DeviceUri uri) {
    Daemon.of(uri);
  }

  @Override
  public GnssReceiver open(DeviceUri uri, HalContext context) throws DeviceException {
    Daemon daemon = Daemon.of(uri);
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(daemon.host, daemon.port), CONNECT_MS);
      socket.setSoTimeout(READ_TIMEOUT_MS);
      return new Gpsd(socket, context.clock());
    } catch (IOException e) {
      try {
        socket.close();
      } catch (IOException ignored) {
        // never connected
      }
      throw new DeviceException(
          uri.text(),
          uri.hide("no gpsd at " + daemon.host + ":" + daemon.port + ": " + e.getMessage()),
          true);
    }
  }

  /** Address of a daemon. */
  private record Daemon(String host, int port) {
    private static final Pattern FORM =
        Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?/?");
    private static final int MAX_PORT = 65_535;

    static Daemon of(DeviceUri uri) {
      uri.onlyKnows(Set.of());
      Matcher m = FORM.matcher(uri.target());
      if (m.matches()) {
        int port = m.group(2) == null ? PORT : Integer.parseInt(m.group(2));
        if (port >= 1 && port <= MAX_PORT) {
          return new Daemon(m.group(1), port);
        }
      }
      throw uri.badTarget("//HOST or //HOST:PORT, such as gpsd://127.0.0.1:2947");
    }
  }
}
