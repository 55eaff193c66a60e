package org.outrider.agent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import org.outrider.agent.plate.Quad;
import org.outrider.agent.track.PassTracker;
import org.outrider.agent.track.TrackOptions;
import org.outrider.agent.vision.Detection;
import org.outrider.agent.vision.PlateDetector;
import org.outrider.agent.vision.PlateFinder;
import org.outrider.agent.vision.PlateReader;
import org.outrider.agent.vision.Rectifier;
import org.outrider.agent.vision.onnx.DetectorOptions;
import org.outrider.agent.vision.onnx.ModelException;
import org.outrider.agent.vision.onnx.Models;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = {
      "Measures each stage on the same frames in one run and gives them as multiples of OpenCV's"
          + " JPEG decode, since absolute times say little about another machine."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  outrider bench", "  outrider bench --frames 200 --json"})
final class BenchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--frames",
      paramLabel = "N",
      defaultValue = "120",
      description = "Frames measured (default ${DEFAULT-VALUE}).")
  int frames;

  @Option(names = "--models", paramLabel = "DIR", description = "Folder of the models.")
  @Nullable Path models;

  @Option(names = "--json", description = "One JSON object.")
  boolean json;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  BenchCommand() {
    spec = CommandSpec.create();
  }

  /** CPU time and allocation of a stage over all frames. */
  private final class Stage {
    private final List<Long> nanos = new ArrayList<>();
    private final List<Long> bytes = new ArrayList<>();

    void measure(Runnable work) {
      long id = Thread.currentThread().threadId();
      long bytesBefore = threads.getThreadAllocatedBytes(id);
      long before = threads.getCurrentThreadCpuTime();
      work.run();
      nanos.add(threads.getCurrentThreadCpuTime() - before);
      bytes.add(threads.getThreadAllocatedBytes(id) - bytesBefore);
    }

    double cpuMs() {
      List<Long> sorted = nanos.stream().sorted().toList();
      return sorted.get(sorted.size() / 2) / 1e6;
    }

    long allocatedBytes() {
      List<Long> sorted = bytes.stream().sorted().toList();
      return sorted.get(sorted.size() / 2);
    }
  }

  @Override
  public Integer call() throws CommandException, InterruptedException, JsonProcessingException {
    NativeImages.load();
    Path folder = Home.models(models);
    Map<String, Object> figures = new LinkedHashMap<>();
    try (PlateDetector detector =
            Models.detector(folder.resolve("detector"), DetectorOptions.DEFAULT);
        PlateReader reader = Models.reader(folder.resolve("reader"), 1);
        PlateFinder finder = Models.open(folder, DetectorOptions.DEFAULT);
        Rectifier rectifier = new Rectifier(reader.shape());
        PassTracker tracker = new PassTracker(TrackOptions.DEFAULT)) {
      Stage decode = new Stage();
      Stage detect = new Stage();
      Stage rectify = new Stage();
      Stage read = new Stage();
      Stage pipeline = new Stage();
      List<MatOfByte> clip = clip();
      Quad somewhere = Quad.box(600, 400, 90, 45);
      Progress progress = new Progress(spec.commandLine().getErr(), frames);
      long wall = 0;
      for (int i = -20; i < frames; i++) {
        MatOfByte jpeg = clip.get(Math.floorMod(i, clip.size()));
        boolean counts = i >= 0;
        Stage sink = new Stage();
        Mat[] decoded = new Mat[1];
        (counts ? decode : sink)
            .measure(() -> decoded[0] = Imgcodecs.imdecode(jpeg, Imgcodecs.IMREAD_COLOR));
        try (Image image = Image.own(decoded[0])) {
          List<Detection> found = new ArrayList<>();
          (counts ? detect : sink).measure(() -> found.addAll(detector.detect(image)));
          Quad quad = found.isEmpty() ? somewhere : found.getFirst().quad();
          Mat[] patch = new Mat[1];
          (counts ? rectify : sink).measure(() -> patch[0] = rectifier.cut(image.mat(), quad));
          (counts ? read : sink).measure(() -> reader.read(patch[0]));
          Frame frame = new Frame("bench", i + 20, new SystemClock().stamp(), image.keep(), "");
          long start = System.nanoTime();
          try (frame) {
            (counts ? pipeline : sink)
                .measure(
                    () ->
                        tracker
                            .accept(
                                frame,
                                frame.sequence() * TrackOptions.RECORDED_INTERVAL.toNanos(),
                                finder.look(frame.image()))
                            .forEach(e -> e.close()));
          }
          wall += counts ? System.nanoTime() - start : 0;
        }
        if (counts) {
          progress.step("");
        }
      }
      progress.end();
      clip.forEach(MatOfByte::release);
      double base = decode.cpuMs();
      figures.put("picture", "1280x720 JPEG, simulated street");
      figures.put("frames", frames);
      figures.put("decode_cpu_ms", Json.four(base));
      figures.put("detect_x_decode", Json.four(detect.cpuMs() / base));
      figures.put("rectify_x_decode", Json.four(rectify.cpuMs() / base));
      figures.put("read_x_decode", Json.four(read.cpuMs() / base));
      figures.put("detect_and_read_x_decode", Json.four((detect.cpuMs() + read.cpuMs()) / base));
      figures.put("pipeline_x_decode", Json.four(pipeline.cpuMs() / base));
      figures.put("pipeline_allocated_bytes_per_frame", pipeline.allocatedBytes());
      figures.put("pipeline_frames_per_second_one_core", Json.one(frames / (wall / 1e9)));
      figures.put("resident_mb", residentMb());
    } catch (ModelException e) {
      throw new CommandException(e);
    }
    if (json) {
      spec.commandLine().getOut().println(Json.MAPPER.writeValueAsString(figures));
    } else {
      figures.forEach(
          (k, v) -> spec.commandLine().getOut().printf("%-36s %s%n", k.replace('_', ' '), v));
    }
    return Exit.OK;
  }

  /** Frames of a simulated street with a vehicle in sight, as JPEG. */
  private static List<MatOfByte> clip() throws InterruptedException {
    StreetScript script = StreetScript.traffic(8, 3, StreetScript.Light.DAY, List.of());
    List<MatOfByte> out = new ArrayList<>();
    HalContext context = new HalContext("bench", new SystemClock());
    try (SimCamera camera = new SimCamera(script, 1280, 720, 25, false, context)) {
      while (camera.next() instanceof Frame frame) {
        try (frame) {
          if (frame.sequence() % 5 == 0) {
            MatOfByte jpeg = new MatOfByte();
            Imgcodecs.imencode(".jpg", frame.image().mat(), jpeg);
            out.add(jpeg);
          }
        }
      }
    }
    return out;
  }

  private static long residentMb() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return -1;
  }
}
