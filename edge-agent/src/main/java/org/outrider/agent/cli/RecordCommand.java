package org.outrider.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.Counted;
import org.outrider.agent.reading.vision.ClipWriter;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "record",
    description = "Records a camera as an MJPEG clip that can be replayed as file:CLIP.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  outrider record v4l2:/dev/video0 bench.avi --frames 500",
      "  outrider record 'sim:street?vehicles=6&pace=fast' street.avi"
    })
final class RecordCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(index = "0", paramLabel = "URI", description = "Camera.")
  String uri;

  @Parameters(index = "1", paramLabel = "CLIP.avi", description = "File to write.")
  Path clip;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Most frames (default ${DEFAULT-VALUE}).")
  int frames;

  @Option(
      names = "--fps",
      paramLabel = "HZ",
      defaultValue = "25",
      description = "Rate noted in the clip (default ${DEFAULT-VALUE}).")
  double fps;

  RecordCommand() {
    spec = CommandSpec.create();
    uri = "";
    clip = Path.of("");
  }

  @Override
  public Integer call() throws CommandException, IOException, InterruptedException {
    int written = 0;
    try (Camera camera =
            new Devices()
                .camera(DeviceUri.parse(uri), new HalContext("record", new SystemClock()));
        ClipWriter writer = new ClipWriter(clip, fps)) {
      while (written < frames && camera.next() instanceof Frame frame) {
        try (frame) {
          writer.write(frame.image());
          written++;
        }
      }
    } catch (DeviceException | IllegalArgumentException e) {
      throw new CommandException(e);
    }
    spec.commandLine().getOut().println(clip + ": " + Counted.of(written, "frame"));
    return written > 0 ? Exit.OK : Exit.FAULT;
  }
}
