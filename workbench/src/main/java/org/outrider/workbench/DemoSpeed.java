package org.outrider.workbench;

import java.nio.file.Path;
import java.util.OptionalDouble;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/**
 * Frame rate of the simulated camera that this machine can read: the demo slows its camera instead
 * of dropping most of its frames.
 *
 * @param readHz frames that this machine reads a second
 * @param cameraHz frames that the simulated camera gives a second
 */
record DemoSpeed(double readHz, int cameraHz) {
  static final int USUAL_HZ = 25;
  private static final int MIN_HZ = 3;
  private static final int WARM_UP = 4;
  private static final int MEASURED = 6;

  /** Painting, storing and delivering take their share too. */
  private static final double SHARE = 0.7;

  private static final int LONG_SIDE_PX = 640;
  private static final int MAX_PLATES = 12;

  /** Rate for a machine that reads so many frames a second. */
  static DemoSpeed of(double readHz) {
    return new DemoSpeed(
        readHz, (int) Math.clamp(Math.round(readHz * SHARE), MIN_HZ, (long) USUAL_HZ));
  }

  boolean isSlowed() {
    return cameraHz < USUAL_HZ;
  }

  /** Reads a few frames of the simulated street. */
  static DemoSpeed measured(Path models, String light)
      throws CommandException, InterruptedException {
    DetectorOptions options =
        new DetectorOptions(LONG_SIDE_PX, true, OptionalDouble.empty(), MAX_PLATES, 1);
    DeviceUri street = DeviceUri.parse("sim:street?vehicles=2&pace=fast&light=" + light);
    HalContext context = new HalContext("speed", new SystemClock());
    try (PlateFinder finder = Models.open(models, options);
        Camera camera = new Devices().camera(street, context)) {
      long nanos = 0;
      for (int i = 0; i < WARM_UP + MEASURED; i++) {
        CameraEvent event = camera.next();
        if (event instanceof Frame frame) {
          try (frame) {
            long start = System.nanoTime();
            int _ = finder.look(frame.image()).size();
            nanos += i < WARM_UP ? 0 : System.nanoTime() - start;
          }
        }
      }
      return of(MEASURED / (nanos / 1e9));
    } catch (ModelException | DeviceException e) {
      throw new CommandException(e);
    }
  }
}
