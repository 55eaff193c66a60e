package org.outrider.agent.record.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.UnitId;

/**
 * What a unit did in one day.
 *
 * @param day of the unit's clock, UTC
 * @param counts by name, see {@link UsageCounts}
 */
public record UsageDay(LocalDate day, Map<String, Long> counts) {
  private static final String SCHEMA_VERSION = "1.0.0";

  public UsageDay {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  /** As central is told, JSON in UTF-8. */
  public byte[] write(String usageId, UnitId unit, String profileVersion) {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("usage_id", usageId);
    n.put("schema_version", SCHEMA_VERSION);
    n.put("profile_version", profileVersion);
    n.put("agency_id", unit.agency());
    n.put("unit_id", unit.unit());
    n.put("day", day.toString());
    ObjectNode all = n.putObject("counts");
    counts.forEach(all::put);
    try {
      return Json.MAPPER.writeValueAsBytes(n);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when it is no usage of a day
   */
  public static UsageDay read(byte[] body) throws IOException {
    JsonNode n = Json.MAPPER.readTree(body);
    Map<String, Long> counts = new TreeMap<>();
    n.path("counts").properties().forEach(e -> counts.put(e.getKey(), e.getValue().asLong()));
    String day = n.path("day").asText("(missing)");
    try {
      return new UsageDay(LocalDate.parse(day), counts);
    } catch (DateTimeException e) {
      throw new IOException("day: " + day + ", expected a date such as 2026-11-25", e);
    }
  }
}
