package org.outrider.agent.base.read;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.plate.Candidate;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.hal.clock.CaptureStamp;

/**
 * What the unit reports of one passing vehicle (CAP-01).
 *
 * @param readId UUIDv7; central tells repeats by it
 * @param captured stamp of the frame that the pictures show
 * @param rawText what the reader alone said on the frame that the pictures show (CAP-08)
 * @param confidence probability that the text is right, 0..1; limited where the second reader
 *     disputes it
 * @param second the second reader's reading of the frame that the pictures show; null for none
 * @param region issuing state, ISO 3166-2; null when unknown
 * @param regionConfidence 0..1
 * @param vehicle the one that bears the plate, where the policy lets it be told (CAP-02)
 * @param quad the plate in the overview, pixels
 * @param images plate patch and overview of one and the same frame
 * @param looks frames in which the plate was read
 * @param hotlistVersions lists that were compared, as {@code id@version} (HL-03)
 * @param isTraining simulated, and marked so wherever it goes
 */
public record Read(
    UUID readId,
    UnitId unit,
    String cameraId,
    CaptureStamp captured,
    ReadPosition position,
    PlateText plate,
    String rawText,
    double confidence,
    @Nullable SecondReading second,
    List<CharReading> chars,
    List<Candidate> candidates,
    @Nullable String region,
    double regionConfidence,
    SeenVehicle vehicle,
    Quad quad,
    List<ImageRef> images,
    Instant firstSeen,
    Instant lastSeen,
    int looks,
    List<ModelRef> models,
    List<String> hotlistVersions,
    boolean isTraining) {
  public Read {
    chars = List.copyOf(chars);
    candidates = List.copyOf(candidates);
    images = List.copyOf(images);
    models = List.copyOf(models);
    hotlistVersions = List.copyOf(hotlistVersions);
  }
}
