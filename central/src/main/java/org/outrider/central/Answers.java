package org.outrider.central;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.tinylog.Logger;

/** Acknowledgements of some messages, one message for each unit. */
final class Answers {
  private final InstantSource time;
  private final Map<String, ArrayNode> byUnit = new LinkedHashMap<>();

  Answers(InstantSource time) {
    this.time = time;
  }

  /**
   * Adds the result of one record.
   *
   * @param cause empty where there is nothing to explain
   */
  void add(String unit, String kind, String id, String result, String cause) {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("kind", kind).put("id", id).put("result", result);
    node.put("stored_at", time.instant().toString());
    if (!cause.isEmpty()) {
      node.put("cause", cause);
    }
    byUnit.computeIfAbsent(unit, u -> Json.MAPPER.createArrayNode()).add(node);
  }

  void reject(String unit, String kind, String id, String cause) {
    add(unit, kind, id, "rejected", cause);
  }

  /** Publishes all; a unit that misses one sends again and is then answered "duplicate". */
  void send(Transport transport) {
    byUnit.forEach(
        (unit, items) -> {
          ObjectNode message = Json.MAPPER.createObjectNode();
          message.set("items", items);
          byte[] payload = message.toString().getBytes(StandardCharsets.UTF_8);
          transport
              .publish(Topics.ROOT + unit + "/ack", payload, false, Map.of())
              .exceptionally(
                  e -> {
                    Logger.tag("central").warn("answer not sent: {}", e.getMessage());
                    return null;
                  });
        });
  }
}
