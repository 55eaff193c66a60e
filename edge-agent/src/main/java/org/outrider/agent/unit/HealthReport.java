package org.outrider.agent.unit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.outrider.agent.base.Version;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.probe.Probe;

/** How the unit is, as central is told each minute (INV-05). No plate and no place is in it. */
final class HealthReport {
  private static final String SCHEMA_VERSION = "1.0.0";

  /** The parts that it looks at. */
  record Parts(
      UnitId unit,
      List<String> cameras,
      Path database,
      SqliteStore store,
      ListsInForce lists,
      AgeLimits ages,
      PositionHistory positions,
      Health health,
      Duty duty,
      Probe probe,
      UnitClock clock) {}

  private final Parts parts;
  private final long startNanos;

  HealthReport(Parts parts) {
    this.parts = parts;
    startNanos = parts.clock().monotonicNanos();
  }

  /** As JSON in UTF-8. */
  byte[] write() {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("schema_version", SCHEMA_VERSION);
    n.put("agency_id", parts.unit().agency());
    n.put("unit_id", parts.unit().unit());
    n.put("at", parts.clock().utc().truncatedTo(ChronoUnit.MILLIS).toString());
    n.put("uptime_s", (parts.clock().monotonicNanos() - startNanos) / 1_000_000_000L);
    n.putObject("versions").put("outrider", Version.current());
    n.put("duty", parts.duty().state().name().toLowerCase(Locale.ROOT));
    List<Fault> faults = parts.health().faults();
    ArrayNode cameras = n.putArray("cameras");
    for (String camera : parts.cameras()) {
      cameras.addObject().put("id", camera).put("state", state(camera, faults));
    }
    n.putObject("frames")
        .put("captured", parts.health().counted("frame.captured"))
        .put("read", parts.health().counted("frame.read"));
    gnss(n.putObject("gnss"));
    ClockQuality clock = parts.clock().quality();
    n.putObject("clock")
        .put("source", clock.source().name().toLowerCase(Locale.ROOT))
        .put("synced", clock.synced());
    storage(n.putObject("storage"));
    ObjectNode outbox = n.putObject("outbox");
    parts.store().counts().entrySet().stream()
        .filter(e -> e.getKey().contains("."))
        .forEach(e -> outbox.put(e.getKey(), e.getValue()));
    ArrayNode lists = n.putArray("hotlist");
    for (HotList list : parts.lists().get()) {
      var age = list.edition().age(parts.clock().utc());
      lists
          .addObject()
          .put("list_id", list.edition().listId())
          .put("version", list.edition().version())
          .put("age_s", age.toSeconds())
          .put("state", parts.ages().of(age).name().toLowerCase(Locale.ROOT));
    }
    parts.probe().tempC().ifPresent(t -> n.put("temp_c", t));
    parts.probe().undervoltage().ifPresent(u -> n.put("undervoltage", u != 0));
    parts.probe().freeMemoryBytes().ifPresent(b -> n.put("memory_free_mb", b >> 20));
    ArrayNode all = n.putArray("faults");
    for (Fault f : faults) {
      all.addObject()
          .put("code", f.code().name())
          .put("subject", f.subject())
          .put("cause", f.cause());
    }
    return n.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String state(String camera, List<Fault> faults) {
    return CameraState.of(camera, faults).map(CameraState::word).orElse("ok");
  }

  private void gnss(ObjectNode n) {
    ReadPosition at = parts.positions().at(parts.clock().monotonicNanos());
    n.put("source", at.source().name().toLowerCase(Locale.ROOT));
    n.put("fix_mode", at.mode()).put("fix_age_ms", at.fixAge().toMillis());
  }

  private void storage(ObjectNode n) {
    File disk = parts.database().toFile(); // a file store would need /etc/mtab
    n.put("total_mb", disk.getTotalSpace() >> 20).put("free_mb", disk.getUsableSpace() >> 20);
    parts.probe().storageWearPercent().ifPresent(w -> n.put("wear_percent", w));
  }
}
