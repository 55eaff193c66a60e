package org.outrider.agent.link.directive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.Hit;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.match.DescriptorCheck;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.people.iam.Classification;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.hal.clock.CaptureStamp;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Hits of the units that stand on this car's beat, as central passes them on (ALR-12): told here
 * like the car's own, and answered here; kept and delivered by the unit that saw the vehicle.
 */
public final class BeatHits {
  private static final FaultCode FAULT = FaultCode.BEAT_HIT_REFUSED;
  private static final String SUBJECT = "central";

  /** Later than this nobody finds the vehicle near there any more; central has it all the same. */
  private static final Duration LATEST = Duration.ofMinutes(15);

  private final UnitId unit;
  private final Optional<UplinkConfig> uplink;
  private final AlertEngine alerts;
  private final Dispositions dispositions;
  private final Duty duty;
  private final UnitClock clock;
  private final Health health;

  public BeatHits(
      UnitId unit,
      Optional<UplinkConfig> uplink,
      AlertEngine alerts,
      Dispositions dispositions,
      Duty duty,
      UnitClock clock,
      Health health) {
    this.unit = unit;
    this.uplink = uplink;
    this.alerts = alerts;
    this.dispositions = dispositions;
    this.duty = duty;
    this.clock = clock;
    this.health = health;
  }

  /** Takes what central passes on; what is not signed by a trusted key is told to nobody. */
  public void take(byte[] message) {
    try {
      SignedText text = SignedText.parse("hit of the beat", message);
      text.verify(
          Topics.BEAT_HIT,
          "hit of the beat",
          TrustedKeys.of(
              uplink
                  .flatMap(UplinkConfig::keys)
                  .orElseThrow(
                      () ->
                          new TrustException(
                              "uplink.keys: (missing), expected the public keys that a hit of the"
                                  + " beat must be signed by"))));
      JsonNode n = Json.MAPPER.readTree(text.text());
      if (!n.path("agency_id").asText().equals(unit.agency())) {
        throw new IllegalArgumentException(
            "agency_id %s, expected %s".formatted(n.path("agency_id").asText(), unit.agency()));
      }
      tell(n);
      health.clear(FAULT, SUBJECT);
    } catch (TrustException | JsonProcessingException e) {
      health.raise(FAULT, SUBJECT, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | DateTimeException e) {
      health.raise(FAULT, SUBJECT, "not a hit as units record it: " + e.getMessage());
    }
  }

  private void tell(JsonNode n) {
    UUID hitId = UUID.fromString(n.path("hit_id").asText());
    Instant raisedAt = Instant.parse(n.path("raised_at").asText());
    if (dispositions.isKnown(hitId) || n.path("unit_id").asText().equals(unit.unit())) {
      return; // the broker delivers at least once
    }
    if (duty.state() != Duty.State.ON) {
      health.count("beat.nobody_on_duty");
      return;
    }
    CaptureStamp now = clock.stamp();
    // A clock that nobody set must not swallow an alert.
    if (now.quality().synced() && Duration.between(raisedAt, now.utc()).compareTo(LATEST) > 0) {
      health.count("beat.too_late");
      return;
    }
    Duration listAge = Duration.ofSeconds(n.path("list_age_s").asLong());
    Match match = match(n, raisedAt.minus(listAge));
    Hit hit = new Hit(hitId, UUID.fromString(n.path("read_id").asText()), listAge, match, raisedAt);
    Read read = read(n, hit, raisedAt);
    Optional<Alert> told =
        alerts.raise(
            hit, read.plate(), now.monotonicNanos(), () -> new AlertEngine.Shown(read, List.of()));
    Logger.tag("alert")
        .info(
            "hit {} of {}: {}", hitId, read.unit().unit(), told.isPresent() ? "told" : "not told");
  }

  private static Match match(JsonNode n, Instant builtAt) {
    JsonNode entry = n.path("entry_snapshot");
    JsonNode match = n.path("match");
    List<String> substitutions = new ArrayList<>();
    match.path("substitutions").forEach(s -> substitutions.add(s.asText()));
    return new Match(
        new Edition(n.path("list_id").asText(), n.path("list_version").asText(), builtAt),
        new HotListEntry(
            entry.path("entry_id").asText(),
            PlateText.of(entry.path("plate").asText()),
            textOrNull(entry.path("state")),
            Category.valueOf(n.path("category").asText()),
            n.path("priority").asInt(),
            Classification.valueOf(upper(entry.path("classification"))),
            ListedVehicle.of(entry.path("vehicle").asText()),
            n.path("instructions").asText(),
            null,
            null),
        Match.Type.valueOf(upper(match.path("type"))),
        substitutions,
        textOrNull(match.path("other_read")),
        Match.Agreement.valueOf(upper(match.path("state_agrees"))),
        descriptors(match.path("descriptors")));
  }

  private static List<DescriptorCheck> descriptors(JsonNode all) {
    List<DescriptorCheck> out = new ArrayList<>();
    for (JsonNode d : all) {
      out.add(
          new DescriptorCheck(
              d.path("name").asText(),
              d.path("listed").asText(),
              d.path("seen").asText(""),
              d.path("confidence").asDouble(),
              Match.Agreement.valueOf(upper(d.path("agrees")))));
    }
    return out;
  }

  private Read read(JsonNode n, Hit hit, Instant raisedAt) {
    JsonNode plate = n.path("plate");
    Instant captured = Instant.parse(n.path("captured_at").asText());
    return new Read(
        hit.readId(),
        new UnitId(
            unit.agency(),
            n.path("unit_id").asText(),
            Deployment.of(n.path("deployment_type").asText())),
        n.path("camera_id").asText(),
        new CaptureStamp(clock.monotonicNanos(), captured, ClockQuality.unsynced()),
        position(n.path("position")),
        PlateText.of(plate.path("normalized").asText()),
        plate.path("raw").asText(),
        plate.path("confidence").asDouble(),
        plate.path("second_read").isTextual()
            ? new SecondReading(
                plate.path("second_read").asText(), plate.path("second_confidence").asDouble())
            : null,
        List.of(),
        List.of(),
        textOrNull(plate.path("region")),
        plate.path("region_confidence").asDouble(),
        SeenVehicle.UNKNOWN, // what the other unit saw stands in the match
        Quad.box(0, 0, 0, 0),
        List.of(),
        captured,
        raisedAt,
        0,
        List.of(),
        List.of(),
        n.path("training").asBoolean());
  }

  private static ReadPosition position(JsonNode p) {
    if (!p.path("lat").isNumber() || !p.path("lon").isNumber()) {
      return ReadPosition.NONE;
    }
    return new ReadPosition(
        ReadPosition.Source.valueOf(upper(p.path("source"))),
        p.path("lat").asDouble(),
        p.path("lon").asDouble(),
        Double.NaN,
        p.path("h_acc_m").asDouble(Double.NaN),
        Double.NaN,
        p.path("fix_mode").asInt(),
        Double.NaN,
        Double.NaN,
        Duration.ofMillis(p.path("fix_age_ms").asLong()),
        p.path("confirmed").asBoolean(true));
  }

  private static @Nullable String textOrNull(JsonNode n) {
    return n.isTextual() ? n.asText() : null;
  }

  private static String upper(JsonNode n) {
    return n.asText().toUpperCase(Locale.ROOT);
  }
}
