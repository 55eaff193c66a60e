package org.outrider.agent.cli.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.agent.cli.Progress;
import org.outrider.agent.reading.track.PassTracker;
import org.outrider.agent.reading.track.TrackOptions;
import org.outrider.agent.reading.vision.Detection;
import org.outrider.agent.reading.vision.Look;
import org.outrider.agent.reading.vision.PlateDetector;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.PlateReader;
import org.outrider.agent.reading.vision.Rectifier;
import org.outrider.agent.reading.vision.onnx.BareRuntime;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

/**
 * What a frame costs: each stage on the same frames, the whole pipeline, and the bare inferences
 * that this pipeline ran, all in one run on one thread.
 */
final class BenchFrames {
  private static final int WARM_UP = 30;
  private static final Quad SOMEWHERE = Quad.box(600, 400, 90, 45);

  private final Path models;
  private final int frames;
  private final PrintWriter err;
  private final SystemClock clock = new SystemClock();

  BenchFrames(Path models, int frames, PrintWriter err) {
    this.models = models;
    this.frames = frames;
    this.err = err;
  }

  void run(Map<String, Object> figures) throws ModelException, InterruptedException {
    NativeImages.load();
    List<MatOfByte> clip = clip();
    try {
      stages(clip, figures);
      throughput(clip, figures);
    } finally {
      clip.forEach(MatOfByte::release);
    }
  }

  private void stages(List<MatOfByte> clip, Map<String, Object> figures) throws ModelException {
    CpuStage decode = new CpuStage();
    CpuStage detect = new CpuStage();
    CpuStage rectify = new CpuStage();
    CpuStage read = new CpuStage();
    CpuStage pipeline = new CpuStage();
    CpuStage bare = new CpuStage();
    try (PlateDetector detector =
            Models.detector(models.resolve("detector"), DetectorOptions.DEFAULT);
        PlateReader reader = Models.reader(models.resolve("reader"), 1);
        BareRuntime runtime = BareRuntime.open(models, 1);
        PlateFinder finder = Models.open(models, DetectorOptions.DEFAULT, runtime);
        Rectifier rectifier = new Rectifier(reader.shape());
        PassTracker tracker = new PassTracker(TrackOptions.DEFAULT)) {
      Progress progress = new Progress(err, frames);
      for (int i = -WARM_UP; i < frames; i++) {
        MatOfByte jpeg = clip.get(Math.floorMod(i, clip.size()));
        boolean counts = i >= 0;
        Mat[] decoded = new Mat[1];
        decode.measure(counts, () -> decoded[0] = Imgcodecs.imdecode(jpeg, Imgcodecs.IMREAD_COLOR));
        try (Image image = Image.own(decoded[0])) {
          List<Detection> found = new ArrayList<>();
          detect.measure(counts, () -> found.addAll(detector.detect(image)));
          Quad quad = found.isEmpty() ? SOMEWHERE : found.getFirst().quad();
          Mat[] patch = new Mat[1];
          rectify.measure(counts, () -> patch[0] = rectifier.cut(image.mat(), quad));
          read.measure(counts, () -> reader.read(patch[0], quad.aspect(), () -> RegionShares.NONE));
          try (Frame frame = new Frame("bench", i + WARM_UP, clock.stamp(), image.keep(), "")) {
            pipeline.measure(counts, () -> recognize(finder, tracker, frame));
          }
          runtime.prepare();
          bare.measure(counts, runtime::replay);
        }
        if (counts) {
          progress.step("");
        }
      }
      progress.end();
    }
    double base = decode.cpuMs();
    figures.put("picture", "1280x720 JPEG, simulated street");
    figures.put("frames", frames);
    figures.put("decode_cpu_ms", Json.four(base));
    figures.put("detect_x_decode", Json.four(detect.cpuMs() / base));
    figures.put("rectify_x_decode", Json.four(rectify.cpuMs() / base));
    figures.put("read_x_decode", Json.four(read.cpuMs() / base));
    figures.put("detect_and_read_x_decode", Json.four((detect.cpuMs() + read.cpuMs()) / base));
    figures.put("pipeline_x_decode", Json.four(pipeline.cpuMs() / base));
    figures.put(
        "decode_and_pipeline_x_decode_and_bare_inference",
        Json.four((decode.totalMs() + pipeline.totalMs()) / (decode.totalMs() + bare.totalMs())));
    figures.put("detect_allocated_bytes_per_frame", detect.allocatedBytes());
    figures.put("read_allocated_bytes_per_plate", read.allocatedBytes());
    figures.put("pipeline_allocated_bytes_per_frame", pipeline.allocatedBytes());
  }

  private static void recognize(PlateFinder finder, PassTracker tracker, Frame frame) {
    List<Look> looks = finder.look(frame.image());
    long nanos = frame.mediaNanos(TrackOptions.RECORDED_INTERVAL);
    tracker.accept(frame, nanos, looks).forEach(event -> event.close());
  }

  /** Frames a second, decoded and read, by one lane and by two side by side. */
  private void throughput(List<MatOfByte> clip, Map<String, Object> figures)
      throws InterruptedException {
    for (int lanes = 1; lanes <= 2; lanes++) {
      double perSecond = lanes(lanes, clip);
      figures.put(
          "frames_per_second_" + (lanes == 1 ? "one_core" : "two_cores"), Json.one(perSecond));
    }
  }

  private double lanes(int count, List<MatOfByte> clip) throws InterruptedException {
    try (ExecutorService pool = Executors.newFixedThreadPool(count)) {
      List<Callable<Double>> jobs = new ArrayList<>();
      for (int lane = 0; lane < count; lane++) {
        jobs.add(() -> lane(clip));
      }
      double total = 0;
      for (Future<Double> lane : pool.invokeAll(jobs)) {
        total += lane.get();
      }
      return total;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private double lane(List<MatOfByte> clip) throws ModelException {
    try (PlateFinder finder = Models.open(models, DetectorOptions.DEFAULT);
        PassTracker tracker = new PassTracker(TrackOptions.DEFAULT)) {
      long start = 0;
      for (int i = -WARM_UP; i < frames; i++) {
        start = i == 0 ? System.nanoTime() : start;
        Mat mat =
            Imgcodecs.imdecode(clip.get(Math.floorMod(i, clip.size())), Imgcodecs.IMREAD_COLOR);
        try (Image image = Image.own(mat);
            Frame frame = new Frame("bench", i + WARM_UP, clock.stamp(), image.keep(), "")) {
          recognize(finder, tracker, frame);
        }
      }
      return frames / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** Frames of a simulated street with a vehicle in sight, as JPEG. */
  private List<MatOfByte> clip() throws InterruptedException {
    StreetScript script = StreetScript.traffic(8, 3, StreetScript.Light.DAY, List.of());
    List<MatOfByte> out = new ArrayList<>();
    HalContext context = new HalContext("bench", clock);
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
}
