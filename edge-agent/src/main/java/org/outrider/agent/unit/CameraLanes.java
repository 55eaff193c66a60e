package org.outrider.agent.unit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.outrider.agent.base.plate.PlateFormats;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.console.AimView;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.unit.lane.CameraLane;
import org.outrider.agent.unit.lane.PassReporter;

/** Models and lanes of the cameras: one finder and one lane for each. */
record CameraLanes(List<PlateFinder> finders) {
  private static final int MAX_DETECTIONS = 12;
  private static final int WARM_UP_WIDTH_PX = 1280;
  private static final int WARM_UP_HEIGHT_PX = 720;

  /** Loads the models, once for each camera, and warms them up. */
  static CameraLanes open(UnitCore core, Path folder) throws ModelException {
    UnitConfig.Detect detect = core.config.detect();
    DetectorOptions options =
        new DetectorOptions(
            detect.longSidePx(),
            detect.nearPasses(),
            detect.threshold(),
            MAX_DETECTIONS,
            detect.threads());
    List<PlateFinder> out = new ArrayList<>();
    for (int i = 0; i < core.config.cameras().size(); i++) {
      PlateFinder finder = Models.open(folder, options, core.policy.tellsVehicle());
      finder.warmUp(WARM_UP_WIDTH_PX, WARM_UP_HEIGHT_PX);
      out.add(finder);
    }
    return new CameraLanes(out);
  }

  /** The models, as records name them. */
  List<ModelRef> models() {
    return finders.getFirst().models().stream()
        .map(m -> new ModelRef(m.name(), m.version(), m.sha256()))
        .toList();
  }

  /** Characters that the recognition model confuses. */
  Confusions confusions() {
    return Confusions.of(finders.getFirst().confusions());
  }

  /** Formats of the states' plates. */
  PlateFormats formats() {
    return finders.getFirst().formats();
  }

  /**
   * Builds the lanes.
   *
   * @param aims view of each camera on the console's page for aiming
   */
  List<CameraLane> lanes(
      UnitCore core, PassReporter.Services reporting, Function<String, AimView> aims) {
    CameraLane.Shared shared =
        new CameraLane.Shared(core.devices, core.duty, core.health, core.clock, core.clockWatch);
    List<CameraLane> out = new ArrayList<>();
    for (int i = 0; i < finders.size(); i++) {
      UnitConfig.CameraConfig camera = core.config.cameras().get(i);
      PlateFinder finder = finders.get(i);
      out.add(
          new CameraLane(
              camera,
              finder,
              new PassReporter(reporting, finder),
              aims.apply(camera.id()),
              shared));
    }
    return out;
  }
}
