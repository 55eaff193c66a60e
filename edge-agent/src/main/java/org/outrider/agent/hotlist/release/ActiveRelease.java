package org.outrider.agent.hotlist.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.durable.Durable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.hotlist.HotListException;

/**
 * Which files are in force: one small file, replaced by renaming, so that there is always exactly
 * one answer.
 *
 * @param version of the full list
 * @param deltaVersion of the delta on top of it; null for none
 * @param records of the full list, what a successor's size is judged by
 */
record ActiveRelease(long version, @Nullable Long deltaVersion, long records) {
  static final String FILE = "active.json";

  /** The version that reads name: the delta's where there is one. */
  long effectiveVersion() {
    return deltaVersion == null ? version : deltaVersion;
  }

  /** Null when no list was ever activated here. */
  static @Nullable ActiveRelease read(Path folder) throws HotListException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    try {
      JsonNode node = Json.MAPPER.readTree(file.toFile());
      if (!node.path("version").isIntegralNumber() || !node.path("records").isIntegralNumber()) {
        throw new HotListException(file + ": expected version and records, both whole numbers");
      }
      JsonNode delta = node.path("delta_version");
      return new ActiveRelease(
          node.path("version").asLong(),
          delta.isIntegralNumber() ? delta.asLong() : null,
          node.path("records").asLong());
    } catch (IOException e) {
      throw new HotListException(file + ": cannot be read: " + e.getMessage());
    }
  }

  void write(Path folder) throws IOException {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("version", version);
    if (deltaVersion != null) {
      node.put("delta_version", deltaVersion);
    }
    node.put("records", records);
    Path next = folder.resolve(FILE + ".next");
    Files.write(next, Json.MAPPER.writeValueAsBytes(node));
    Durable.sync(next);
    Durable.replace(next, folder.resolve(FILE));
  }
}
