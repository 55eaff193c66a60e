package org.outrider.agent.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.alert.Hit;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.Candidate;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.match.DescriptorCheck;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.record.retention.Hold;

/**
 * Reads and hits as the JSON that goes to central: snake_case, RFC 3339 UTC, SI units in the names.
 */
public final class RecordEncoder {
  public static final String SCHEMA_VERSION = "1.0.0";

  private final RecordStamp stamp;
  private final AlertRules rules;
  private final Supplier<OnDuty> onDuty;
  private final Supplier<List<Hold>> holds;

  /**
   * @param rules by which hits are classed
   * @param onDuty who is when a read is made
   * @param holds in force
   */
  public RecordEncoder(
      RecordStamp stamp, AlertRules rules, Supplier<OnDuty> onDuty, Supplier<List<Hold>> holds) {
    this.onDuty = onDuty;
    this.stamp = stamp;
    this.rules = rules;
    this.holds = holds;
  }

  /** The read as a JSON object in UTF-8. */
  public byte[] read(Read read, boolean isHit) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("read_id", read.readId().toString());
    n.put("schema_version", SCHEMA_VERSION);
    n.put("profile_version", stamp.profileVersion());
    n.put("agency_id", read.unit().agency());
    n.put("unit_id", read.unit().unit());
    n.put("camera_id", read.cameraId());
    n.put("deployment_type", read.unit().deployment().word());
    n.put("beat_id", stamp.beat().orElse(null));
    n.put("captured_at", time(read.captured().utc()));
    ObjectNode clock = n.putObject("clock");
    clock.put("source", lower(read.captured().quality().source()));
    clock.put("uncertainty_ms", read.captured().quality().uncertainty().toMillis());
    clock.put("synced", read.captured().quality().synced());
    position(n, read.position());
    plate(n.putObject("plate"), read);
    vehicle(n, read.vehicle());
    ArrayNode images = n.putArray("images");
    for (ImageRef i : read.images()) {
      images
          .addObject()
          .put("role", lower(i.role()))
          .put("media_type", i.mediaType())
          .put("sha256", i.sha256())
          .put("bytes", i.bytes())
          .put("width_px", i.widthPx())
          .put("height_px", i.heightPx());
    }
    ObjectNode track = n.putObject("track");
    track.put("first_seen", time(read.firstSeen()));
    track.put("last_seen", time(read.lastSeen()));
    track.put("frames", read.looks());
    ArrayNode models = n.putArray("models");
    for (ModelRef m : read.models()) {
      models
          .addObject()
          .put("name", m.name())
          .put("version", m.version())
          .put("sha256", m.sha256());
    }
    ArrayNode lists = n.putArray("hotlist_versions");
    for (String v : read.hotlistVersions()) {
      int at = v.lastIndexOf('@');
      lists.addObject().put("list_id", v.substring(0, at)).put("version", v.substring(at + 1));
    }
    duty(n);
    n.put("match", isHit ? "hit" : "none");
    keeping(n, read, Set.of(), "");
    n.put("training", read.isTraining());
    return bytes(n);
  }

  /** In which session, what for, and around which scene (CAP-04, CAP-07). */
  private void duty(ObjectNode n) {
    OnDuty now = onDuty.get();
    n.put("session_id", now.sessionId().isEmpty() ? null : now.sessionId());
    n.put("purpose_code", now.purpose().isEmpty() ? null : now.purpose());
    n.put("canvass_case", now.canvassCase().isEmpty() ? null : now.canvassCase());
  }

  /** For how long, for whom, and what holds it already (RET-01, RET-02, UPL-04). */
  private void keeping(ObjectNode n, Read read, Set<String> ids, String listed) {
    n.put("dissemination", stamp.dissemination());
    Instant captured = read.captured().utc();
    ObjectNode retention = n.putObject("retention");
    retention.put(
        "not_before", stamp.retention().notBefore(captured).map(t -> time(t)).orElse(null));
    retention.put(
        "purge_after", stamp.retention().purgeAfter(captured).map(t -> time(t)).orElse(null));
    ArrayNode holding = retention.putArray("hold_ids");
    List<Hold> all = holds.get();
    if (all.isEmpty()) {
      return;
    }
    Set<String> plates = new HashSet<>(List.of(read.rawText(), read.plate().normalized(), listed));
    read.candidates().forEach(c -> plates.add(c.text()));
    Set<String> both = new HashSet<>(ids);
    both.add(read.readId().toString());
    Hold.Kept kept =
        new Hold.Kept(
            both, plates, captured, read.position().latitudeDeg(), read.position().longitudeDeg());
    all.stream().filter(h -> h.covers(kept)).forEach(h -> holding.add(h.holdId()));
  }

  private static void position(ObjectNode n, ReadPosition p) {
    ObjectNode position = n.putObject("position");
    position.put("source", lower(p.source()));
    put(position, "lat", p.latitudeDeg(), 1e7);
    put(position, "lon", p.longitudeDeg(), 1e7);
    put(position, "alt_m", p.altitudeM(), 10);
    put(position, "h_acc_m", p.accuracyM(), 10);
    put(position, "hdop", p.hdop(), 10);
    position.put("fix_mode", p.mode());
    position.put("fix_age_ms", p.fixAge().toMillis());
    if (!p.isConfirmed()) {
      position.put("confirmed", false);
    }
    ObjectNode motion = n.putObject("unit_motion");
    put(motion, "speed_mps", p.speedMps(), 100);
    put(motion, "heading_deg", p.headingDeg(), 10);
  }

  private static void put(ObjectNode node, String name, double value, double scale) {
    if (Double.isFinite(value)) {
      node.put(name, Math.round(value * scale) / scale);
    }
  }

  private static void plate(ObjectNode n, Read read) {
    n.put("raw", read.rawText());
    n.put("normalized", read.plate().normalized());
    n.put("region", read.region());
    n.put("region_confidence", four(read.regionConfidence()));
    n.put("confidence", four(read.confidence()));
    SecondReading second = read.second();
    if (second != null) {
      n.put("second_read", second.text());
      n.put("second_confidence", four(second.confidence()));
      n.put("readers_agree", second.agreesWith(read.plate()));
    }
    ArrayNode chars = n.putArray("char_confidence");
    for (CharReading c : read.chars()) {
      chars.add(four(c.confidence()));
    }
    ArrayNode candidates = n.putArray("candidates");
    for (Candidate c : read.candidates()) {
      candidates.addObject().put("text", c.text()).put("confidence", four(c.confidence()));
    }
    ArrayNode quad = n.putArray("quad");
    Quad q = read.quad();
    double[] xy = q.xy();
    for (int i = 0; i < 8; i += 2) {
      quad.addObject()
          .put("x", Math.round(xy[i] * 10) / 10.0)
          .put("y", Math.round(xy[i + 1] * 10) / 10.0);
    }
  }

  /** What is told of the vehicle; no block where nothing is (CAP-02). */
  private static void vehicle(ObjectNode n, SeenVehicle seen) {
    seen.color()
        .ifPresent(
            paint ->
                n.putObject("vehicle")
                    .putObject("color")
                    .put("name", paint.code())
                    .put("confidence", four(seen.confidence())));
  }

  /** The listed vehicle beside the one that is seen (MAT-03, MAT-04). */
  private static void descriptors(ObjectNode n, Match match) {
    ArrayNode all = n.putArray("descriptors");
    for (DescriptorCheck d : match.descriptors()) {
      ObjectNode one = all.addObject();
      one.put("name", d.name());
      one.put("listed", d.listed());
      one.put("seen", d.seen().isEmpty() ? null : d.seen());
      one.put("confidence", four(d.confidence()));
      one.put("agrees", lower(d.agrees()));
    }
    ArrayNode differ = n.putArray("descriptor_mismatch");
    match.mismatches().forEach(d -> differ.add(d.name()));
  }

  /** The hit as a JSON object in UTF-8, with the entry as it stood. */
  public byte[] hit(Hit hit, Read read, double latencyMs, List<String> channels) {
    Match match = hit.match();
    HotListEntry entry = match.entry();
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("hit_id", hit.hitId().toString());
    n.put("read_id", hit.readId().toString());
    n.put("schema_version", SCHEMA_VERSION);
    n.put("profile_version", stamp.profileVersion());
    n.put("agency_id", read.unit().agency());
    n.put("unit_id", read.unit().unit());
    n.put("camera_id", read.cameraId());
    n.put("deployment_type", read.unit().deployment().word());
    n.put("beat_id", stamp.beat().orElse(null));
    duty(n);
    n.put("list_id", hit.listId());
    n.put("list_version", hit.listVersion());
    n.put("list_age_s", hit.listAge().toSeconds());
    n.put("list_freshness", lower(rules.ages().of(hit.listAge())));
    ObjectNode snapshot = n.putObject("entry_snapshot");
    snapshot.put("entry_id", entry.entryId());
    snapshot.put("plate", entry.plate().raw());
    snapshot.put("state", entry.state());
    snapshot.put("vehicle", entry.vehicle().text());
    snapshot.put("classification", lower(entry.classification()));
    snapshot.put("expires_at", entry.expiresAt() == null ? null : time(entry.expiresAt()));
    ObjectNode m = n.putObject("match");
    m.put("type", lower(match.type()));
    ArrayNode substitutions = m.putArray("substitutions");
    match.substitutions().forEach(substitutions::add);
    if (match.otherRead() != null) {
      m.put("other_read", match.otherRead());
    }
    m.put("state_agrees", lower(match.stateAgrees()));
    descriptors(m, match);
    n.put("category", entry.category().name());
    n.put("priority", entry.priority());
    AlertRules.CategoryRule rule = rules.of(entry.category());
    n.put("response_class", lower(rule.response()));
    n.put("advise_dispatch", rule.advisesDispatch());
    n.put("wait_for_backup", rule.waitsForBackup());
    n.put("instructions", entry.instructions());
    plate(n.putObject("plate"), read);
    vehicle(n, read.vehicle());
    n.put("captured_at", time(read.captured().utc()));
    position(n, read.position());
    n.put("raised_at", time(hit.raisedAt()));
    put(n, "latency_ms", latencyMs, 10);
    ArrayNode out = n.putArray("channels");
    channels.forEach(out::add);
    n.putObject("disposition").put("state", "presented");
    keeping(n, read, Set.of(hit.hitId().toString()), entry.plate().raw());
    n.put("training", read.isTraining());
    return bytes(n);
  }

  private byte[] bytes(ObjectNode node) {
    try {
      return Json.MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  private static double four(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
