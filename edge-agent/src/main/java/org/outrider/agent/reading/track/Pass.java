package org.outrider.agent.reading.track;

import java.util.List;
import org.outrider.agent.base.plate.Candidate;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.hal.clock.CaptureStamp;

/**
 * What all looks of one vehicle say together.
 *
 * @param cameraId the camera that saw it
 * @param plate the most probable text
 * @param bestRaw what the reader alone said on the best frame, before formats and other looks
 * @param confidence that the whole text is right, 0..1
 * @param chars per position what it may be
 * @param candidates possible texts, best first
 * @param quad the plate in the best frame
 * @param best stamp of the best frame: the one whose pictures are kept
 * @param bestFrame its sequence number
 * @param first stamp of the first look
 * @param last stamp of the last look
 * @param looks how many there were
 * @param decided stamp of the first look after which this text could be reported
 */
public record Pass(
    String cameraId,
    PlateText plate,
    String bestRaw,
    double confidence,
    List<CharReading> chars,
    List<Candidate> candidates,
    Quad quad,
    CaptureStamp best,
    long bestFrame,
    CaptureStamp first,
    long firstFrame,
    CaptureStamp last,
    long lastFrame,
    int looks,
    CaptureStamp decided) {
  public Pass {
    chars = List.copyOf(chars);
    candidates = List.copyOf(candidates);
  }
}
