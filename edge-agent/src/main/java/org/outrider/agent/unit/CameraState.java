package org.outrider.agent.unit;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.FaultGroup;

/**
 * What is wrong with one camera, as the console strip and the health report show it.
 *
 * @param word short, such as {@code lost}
 */
record CameraState(FaultCode.Severity severity, String word) {

  /** The most severe fault of a camera; empty if it has none. */
  static Optional<CameraState> of(String camera, List<Fault> faults) {
    return faults.stream()
        .filter(f -> f.code().group() == FaultGroup.CAMERA && f.subject().equals(camera))
        .map(Fault::code)
        .min(Comparator.comparing(FaultCode::severity))
        .map(c -> new CameraState(c.severity(), word(c)));
  }

  private static String word(FaultCode code) {
    return code == FaultCode.RECOGNIZE_FAILED
        ? "not read"
        : code.name().substring("CAMERA_".length()).toLowerCase(Locale.ROOT);
  }
}
