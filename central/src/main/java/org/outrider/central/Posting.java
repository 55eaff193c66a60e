package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.zip.CRC32;
import org.outrider.agent.base.json.Json;

/** Reads as other systems take them by HTTP POST; what those have no field for is left out. */
public enum Posting {
  /** {@code alpr_group} of OpenALPR and Rekor: confidence 0 to 100, times in milliseconds. */
  OPENALPR {
    @Override
    ObjectNode write(JsonNode read) {
      JsonNode plate = read.path("plate");
      ObjectNode n = Json.MAPPER.createObjectNode();
      n.put("data_type", "alpr_group").put("version", 2);
      n.put("epoch_start", millis(read.at("/track/first_seen"), read));
      n.put("epoch_end", millis(read.at("/track/last_seen"), read));
      n.put("company_id", text(read, "agency_id")).put("agent_uid", text(read, "unit_id"));
      n.put("agent_type", "outrider").put("camera_id", number(text(read, "camera_id")));
      n.putObject("web_server_config").put("camera_label", text(read, "camera_id"));
      position(n, read, "gps_latitude", "gps_longitude");
      String region = plate.path("region").asText("").toLowerCase(Locale.ROOT);
      n.put("country", region.contains("-") ? region.substring(0, region.indexOf('-')) : region);
      n.putArray("uuids").add(text(read, "read_id"));
      n.put("best_uuid", text(read, "read_id"));
      n.put("best_plate_number", text(plate, "normalized"));
      n.put("best_confidence", percent(plate.path("confidence")));
      n.put("best_region", region);
      n.put("best_region_confidence", percent(plate.path("region_confidence")));
      n.put("matches_template", false).put("is_parked", false).put("is_preview", false);
      ArrayNode candidates = n.putArray("candidates");
      for (JsonNode c : plate.path("candidates")) {
        candidates
            .addObject()
            .put("plate", text(c, "text"))
            .put("confidence", percent(c.path("confidence")))
            .put("matches_template", 0);
      }
      ObjectNode best = n.putObject("best_plate");
      best.put("plate", text(plate, "normalized"))
          .put("confidence", percent(plate.path("confidence")));
      ArrayNode corners = best.putArray("coordinates");
      for (JsonNode corner : plate.path("quad")) {
        corners
            .addObject()
            .put("x", Math.round(corner.path("x").asDouble()))
            .put("y", Math.round(corner.path("y").asDouble()));
      }
      heading(read, n, "travel_direction");
      return n;
    }
  },

  /** The webhook of Plate Recognizer Stream: plates in lower case, boxes upright. */
  PLATE_RECOGNIZER {
    @Override
    ObjectNode write(JsonNode read) {
      JsonNode plate = read.path("plate");
      ObjectNode n = Json.MAPPER.createObjectNode();
      String camera = text(read, "unit_id") + "-" + text(read, "camera_id");
      n.putObject("hook").put("event", "recognition").put("id", camera).put("target", "outrider");
      ObjectNode data = n.putObject("data");
      data.put("camera_id", camera).put("timestamp", text(read, "captured_at"));
      data.put("filename", text(read, "read_id") + ".jpg");
      ObjectNode one = data.putArray("results").addObject();
      one.put("plate", text(plate, "normalized").toLowerCase(Locale.ROOT));
      one.put("score", plate.path("confidence").asDouble());
      ObjectNode region = one.putObject("region");
      region.put("code", plate.path("region").asText("").toLowerCase(Locale.ROOT));
      region.put("score", plate.path("region_confidence").asDouble());
      ArrayNode candidates = one.putArray("candidates");
      for (JsonNode c : plate.path("candidates")) {
        candidates
            .addObject()
            .put("plate", text(c, "text").toLowerCase(Locale.ROOT))
            .put("score", c.path("confidence").asDouble());
      }
      box(one.putObject("box"), plate.path("quad"));
      heading(read, one, "direction");
      position(data, read, "latitude", "longitude");
      return n;
    }

    private static void box(ObjectNode n, JsonNode quad) {
      double left = Double.MAX_VALUE;
      double top = Double.MAX_VALUE;
      double right = 0;
      double bottom = 0;
      for (JsonNode corner : quad) {
        left = Math.min(left, corner.path("x").asDouble());
        top = Math.min(top, corner.path("y").asDouble());
        right = Math.max(right, corner.path("x").asDouble());
        bottom = Math.max(bottom, corner.path("y").asDouble());
      }
      if (!quad.isEmpty()) {
        n.put("xmin", Math.round(left)).put("ymin", Math.round(top));
        n.put("xmax", Math.round(right)).put("ymax", Math.round(bottom));
      }
    }
  };

  abstract ObjectNode write(JsonNode read);

  /** A read in this form, JSON in UTF-8. */
  public byte[] of(JsonNode read) {
    return write(read).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String text(JsonNode n, String field) {
    return n.path(field).asText("");
  }

  private static double percent(JsonNode share) {
    return Math.round(share.asDouble() * 10_000) / 100.0;
  }

  private static long millis(JsonNode time, JsonNode read) {
    return Instant.parse(time.asText(read.path("captured_at").asText())).toEpochMilli();
  }

  private static void position(ObjectNode n, JsonNode read, String latitude, String longitude) {
    JsonNode at = read.path("position");
    if (at.path("lat").isNumber()) {
      n.put(latitude, at.path("lat").asDouble()).put(longitude, at.path("lon").asDouble());
    }
  }

  private static void heading(JsonNode read, ObjectNode n, String field) {
    JsonNode heading = read.at("/unit_motion/heading_deg");
    if (heading.isNumber()) {
      n.put(field, heading.asDouble());
    }
  }

  /** Those systems number cameras; the same name is always the same number. */
  private static long number(String name) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
