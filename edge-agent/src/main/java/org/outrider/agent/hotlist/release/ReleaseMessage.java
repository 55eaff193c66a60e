package org.outrider.agent.hotlist.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.hotlist.HotListException;

/**
 * Releases as central sends them over MQTT: either one manifest whose file lies at an https
 * address, or {@code {"releases": [{"manifest": TEXT, "object": BASE64}, ...]}}, in the order in
 * which they are to be taken in, with small files inside the message. The manifest is a text in the
 * message, since its very bytes are signed.
 */
public final class ReleaseMessage {
  private static final int MOST_RELEASES = 8;

  private ReleaseMessage() {}

  /**
   * One release of a message.
   *
   * @param file the compressed file; null when it lies at the manifest's address
   */
  public record Part(HotListManifest manifest, @Nullable MessageSource file) {}

  /**
   * Reads a message.
   *
   * @param source what it is called in messages
   * @throws HotListException when anything in it is not right: then nothing of it counts
   */
  public static List<Part> parse(String source, byte[] payload) throws HotListException {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(payload);
    } catch (IOException e) {
      throw new HotListException(source + ": no JSON");
    }
    if (!node.has("releases")) {
      return List.of(part(source, HotListManifest.parse(source, payload), null));
    }
    JsonNode releases = node.path("releases");
    if (!releases.isArray() || releases.isEmpty() || releases.size() > MOST_RELEASES) {
      throw new HotListException(source + ": releases, expected a list of 1 to " + MOST_RELEASES);
    }
    List<Part> out = new ArrayList<>();
    for (JsonNode one : releases) {
      String text = one.path("manifest").asText();
      HotListManifest manifest =
          HotListManifest.parse(source, text.getBytes(StandardCharsets.UTF_8));
      out.add(part(source, manifest, one.has("object") ? object(source, one) : null));
    }
    return out;
  }

  private static byte[] object(String source, JsonNode release) throws HotListException {
    try {
      return Base64.getDecoder().decode(release.path("object").asText());
    } catch (IllegalArgumentException e) {
      throw new HotListException(source + ": object, expected Base64");
    }
  }

  private static Part part(String source, HotListManifest manifest, byte @Nullable [] object)
      throws HotListException {
    if (object == null && !manifest.object().startsWith("https://")) {
      throw new HotListException(
          "%s: object = \"%s\", expected an https address, since the file is not in the message"
              .formatted(source, manifest.object()));
    }
    return new Part(manifest, object == null ? null : new MessageSource(manifest, object));
  }

  /** Writes a message. */
  public static byte[] write(List<Part> parts) {
    ObjectNode message = Json.MAPPER.createObjectNode();
    ArrayNode releases = message.putArray("releases");
    for (Part part : parts) {
      ObjectNode one = releases.addObject().put("manifest", part.manifest().json());
      if (part.file() != null) {
        one.put("object", Base64.getEncoder().encodeToString(part.file().bytes()));
      }
    }
    try {
      return Json.MAPPER.writeValueAsBytes(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
