package org.outrider.agent.cli.bench;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.cli.Progress;
import org.outrider.agent.reading.track.Pass;
import org.outrider.agent.reading.track.PassTracker;
import org.outrider.agent.reading.track.TrackEvent;
import org.outrider.agent.reading.track.TrackOptions;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.SimVehicle;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

/** Whether each pass gives one read, over many vehicles. */
final class BenchLong {
  private static final double FPS = 25;
  private static final double SAME_PLATE = 0.5;

  private final Path models;
  private final PrintWriter err;
  private final HalContext context = new HalContext("bench", new SystemClock());

  BenchLong(Path models, PrintWriter err) {
    this.models = models;
    this.err = err;
  }

  /** How many of so many vehicles give exactly one final read. */
  void passes(int vehicles, Map<String, Object> figures)
      throws ModelException, InterruptedException {
    StreetScript script = StreetScript.traffic(vehicles, 77, StreetScript.Light.DAY, List.of());
    List<Pass> finals = new ArrayList<>();
    int frames = (int) (script.durationS() * FPS);
    try (PlateFinder finder = Models.open(models, DetectorOptions.DEFAULT);
        PassTracker tracker = new PassTracker(TrackOptions.DEFAULT);
        SimCamera camera = new SimCamera(script, 1280, 720, FPS, false, context)) {
      Progress progress = new Progress(err, frames);
      while (camera.next() instanceof Frame frame) {
        try (frame) {
          long nanos = (long) (frame.sequence() / FPS * 1e9);
          keep(tracker.accept(frame, nanos, finder.look(frame.image())), finals);
        }
        progress.step("");
      }
      keep(tracker.finish(), finals);
      progress.end();
    }
    judge(script, finals, figures);
  }

  private static void keep(List<TrackEvent> events, List<Pass> finals) {
    for (TrackEvent event : events) {
      try (event) {
        if (event instanceof TrackEvent.Final) {
          finals.add(event.pass());
        }
      }
    }
  }

  /** Gives each read to the vehicle in sight whose plate is most like it. */
  private static void judge(StreetScript script, List<Pass> finals, Map<String, Object> figures) {
    int[] reads = new int[script.vehicles().size()];
    int right = 0;
    int strange = 0;
    for (Pass pass : finals) {
      int best = -1;
      double most = SAME_PLATE;
      for (int i = 0; i < reads.length; i++) {
        SimVehicle v = script.vehicles().get(i);
        boolean isThere =
            pass.lastFrame() / FPS >= v.startS()
                && pass.firstFrame() / FPS <= v.startS() + v.durationS();
        double likeness = isThere ? PassTracker.likeness(v.plate(), pass.plate().normalized()) : 0;
        if (likeness > most) {
          most = likeness;
          best = i;
        }
      }
      if (best < 0) {
        strange++;
      } else {
        reads[best]++;
        right += most == 1 ? 1 : 0;
      }
    }
    int one = 0;
    int more = 0;
    List<String> none = new ArrayList<>();
    for (int i = 0; i < reads.length; i++) {
      one += reads[i] == 1 ? 1 : 0;
      more += reads[i] > 1 ? 1 : 0;
      if (reads[i] == 0) {
        SimVehicle v = script.vehicles().get(i);
        none.add("%s at %.1f s".formatted(v.plate(), v.startS()));
      }
    }
    figures.put("passes", reads.length);
    figures.put("passes_with_one_read_percent", Json.four(100.0 * one / reads.length));
    figures.put("passes_with_no_read", none.size());
    figures.put("passes_missed", none);
    figures.put("passes_with_several_reads", more);
    figures.put("reads_of_no_vehicle", strange);
    figures.put("reads_right_percent", Json.four(100.0 * right / Math.max(1, finals.size())));
  }
}
