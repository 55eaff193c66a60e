import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.outrider.hal.DeviceException;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

/** Reads each clip named on standard input and says in one line what it gave; for clip-matrix. */
public final class ClipReader {
  private ClipReader() {}

  public static void main(String[] none) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(read(Path.of(line)));
    }
  }

  private static String read(Path clip) throws InterruptedException {
    int frames = 0;
    String size = "none";
    double last = 0;
    String said = "-";
    try (Camera camera = new Devices().recording(clip, new HalContext("t", new SystemClock()))) {
      boolean goesOn = true;
      while (goesOn) {
        switch (camera.next()) {
          case Frame frame -> {
            frames++;
            size = frame.image().widthPx() + "x" + frame.image().heightPx();
            last = frame.mediaNanos() / 1e9;
            frame.close();
          }
          case CameraEvent.Damaged(String cause) -> said = cause;
          case CameraEvent.Note(String text) -> said = text;
          case CameraEvent.Lost(String cause) -> {
            said = cause;
            goesOn = false;
          }
          case CameraEvent.Ended() -> goesOn = false;
        }
      }
    } catch (DeviceException e) {
      said = String.valueOf(e.getMessage());
    }
    return String.format(
        Locale.ROOT, "frames=%d size=%s last=%.3f said=%s", frames, size, last, said);
  }
}
