package org.outrider.hal.driver.pi4j;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.exception.Pi4JException;
import java.util.Set;
import java.util.function.Supplier;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;

/**
 * Where lines come from: a Pi4J context and the names of its providers.
 *
 * @param context makes a context of its own for each device, so that one can be closed alone
 */
record GpioLines(Supplier<Context> context, String inputs, String outputs) {

  /** The kernel's character device. */
  static final GpioLines KERNEL =
      new GpioLines(
          () -> Pi4J.newContextBuilder().autoDetect().build(),
          "gpiod-digital-input",
          "gpiod-digital-output");

  /** A line by number with its active level. */
  record Line(int number, boolean activeHigh) {

    /**
     * Reads {@code gpio:17?active=low}.
     *
     * @throws IllegalArgumentException when it says something else
     */
    static Line of(DeviceUri uri, Set<String> parameters) {
      uri.onlyKnows(parameters);
      String active = uri.param("active", "high");
      if (!uri.target().matches("\\d{1,3}") || !(active.equals("high") || active.equals("low"))) {
        throw new IllegalArgumentException(
            "device \"%s\": expected gpio:NUMBER?active=high or low".formatted(uri));
      }
      return new Line(Integer.parseInt(uri.target()), active.equals("high"));
    }
  }

  /** Creates a line; the context is shut down again when it cannot be had. */
  @FunctionalInterface
  interface Maker<T> {
    T make(Context pi);
  }

  /** Opens a line in a context of its own. */
  <T> T open(DeviceUri uri, Maker<T> maker) throws DeviceException {
    Context pi = context.get();
    try {
      return maker.make(pi);
    } catch (Pi4JException | IllegalStateException e) {
      pi.shutdown();
      throw new DeviceException(uri.text(), "no GPIO line: " + e.getMessage(), true);
    }
  }
}
