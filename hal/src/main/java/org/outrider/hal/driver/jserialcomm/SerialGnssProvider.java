package org.outrider.hal.driver.jserialcomm;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.util.Set;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.spi.GnssProvider;
import org.outrider.hal.spi.HalContext;

/** {@code serial:/dev/ttyACM0?baud=9600}: an NMEA 0183 receiver on a serial line. */
public final class SerialGnssProvider implements GnssProvider {
  /**
   * Longer than a receiver pauses within its sentences of one instant, shorter than between two.
   */
  private static final int READ_TIMEOUT_MS = 150;

  @Override
  public Set<String> schemes() {
    return Set.of("serial");
  }

  @Override
  public void check(DeviceUri uri) {
    baud(uri);
  }

  /** Speed in bits per second. */
  private static int baud(DeviceUri uri) {
    uri.onlyKnows(Set.of("baud"));
    if (uri.target().isBlank()) {
      throw uri.badTarget("the path of a serial device, such as serial:/dev/ttyACM0");
    }
    return uri.intParam("baud", 9600, 1200, 921600);
  }

  @Override
  public GnssReceiver open(DeviceUri uri, HalContext context) throws DeviceException {
    int baud = baud(uri);
    SerialPort port;
    try {
      port = SerialPort.getCommPort(uri.target());
    } catch (SerialPortInvalidPortException e) {
      throw new DeviceException(uri.text(), "no serial device " + uri.target(), true);
    }
    port.setBaudRate(baud);
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_TIMEOUT_MS, 0);
    // Only the boolean tells: the error code is ENOTTY on a good pseudo terminal.
    if (!port.openPort()) {
      throw new DeviceException(
          uri.text(), "cannot open (in use, or no right to read and write it?)", true);
    }
    return new SerialGnss(port, context.clock());
  }
}
