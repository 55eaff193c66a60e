package org.outrider.hal.driver.gpsd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
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
  public GnssReceiver open(DeviceUri uri, HalContext context) throws DeviceException {
    uri.onlyKnows(Set.of());
    String target = uri.target().isEmpty() ? "127.0.0.1" : uri.target();
    int colon = target.lastIndexOf(':');
    String host = colon < 0 ? target : target.substring(0, colon);
    int port = PORT;
    if (colon >= 0) {
      if (!target.substring(colon + 1).matches("\\d{1,5}")) {
        throw new IllegalArgumentException(
            "device \"%s\": port \"%s\", expected a number"
                .formatted(uri, target.substring(colon + 1)));
      }
      port = Integer.parseInt(target.substring(colon + 1));
    }
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MS);
      socket.setSoTimeout(READ_TIMEOUT_MS);
      return new Gpsd(socket, context.clock());
    } catch (IOException e) {
      try {
        socket.close();
      } catch (IOException ignored) {
        // never connected
      }
      throw new DeviceException(
          uri.text(), uri.hide("no gpsd at " + host + ":" + port + ": " + e.getMessage()), true);
    }
  }
}
