package org.outrider.central;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.link.uplink.Packed;

/**
 * Splits a message into its records within limits. No tree is built of more than one record, and of
 * none that is larger or deeper than a record may be.
 */
final class MessageParser {
  private static final int KILO = 1 << 10;

  /** Of a message as it came. */
  static final int MOST_PACKED = 1 << 20;

  private static final int MOST_NESTED = 32;
  private static final int MOST_IDS = 1000;
  private static final int MOST_ID = 128;

  private static final StreamReadConstraints RECORD =
      StreamReadConstraints.builder()
          .maxNestingDepth(MOST_NESTED)
          .maxStringLength(64 * KILO)
          .maxNameLength(256)
          .maxNumberLength(64)
          .maxTokenCount(50_000)
          .build();

  /** To find where records begin and end; their contents are limited one by one. */
  private static final StreamReadConstraints SPLIT =
      StreamReadConstraints.builder().maxNestingDepth(500).build();

  private final ObjectMapper strict =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(RECORD)
              .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
              .build());

  /** Limits of one kind of message. */
  record Limits(int unpackedBytes, int records, int recordBytes) {
    static Limits of(String kind) {
      return kind.equals("read")
          ? new Limits(4 << 20, 500, 512 * KILO)
          : new Limits(512 * KILO, 1, 512 * KILO);
    }
  }

  /**
   * One record of a message.
   *
   * @param id empty where it is not known
   * @param body null for a refused one
   * @param cause why it is refused; empty for one that is not
   */
  record Parsed(String id, @Nullable JsonNode body, String cause) {}

  /** A message that is refused as a whole. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<String> ids;

    RefusedException(String cause, List<String> ids) {
      super(cause);
      this.ids = List.copyOf(ids);
    }

    /** Of the records of it that could be told apart. */
    List<String> ids() {
      return ids;
    }
  }

  private record Slice(int from, int to, String id, boolean isObject) {}

  /** Parses a message of a kind, a record or a list of them. */
  List<Parsed> parse(String kind, byte[] message) throws RefusedException {
    Limits limits = Limits.of(kind);
    if (message.length > MOST_PACKED) {
      throw new RefusedException("message over %d bytes".formatted(MOST_PACKED), List.of());
    }
    byte[] json;
    try {
      json = Packed.unpackHead(message, limits.unpackedBytes() + 1);
    } catch (IOException e) {
      throw new RefusedException("not gzip", List.of());
    }
    List<Slice> slices = new ArrayList<>();
    String cause = slices(kind + "_id", json, slices);
    if (json.length > limits.unpackedBytes()) {
      cause = "message over %d bytes unpacked".formatted(limits.unpackedBytes());
    } else if (slices.size() > limits.records()) {
      cause = "message of more than %d records".formatted(limits.records());
    }
    if (!cause.isEmpty()) {
      throw new RefusedException(
          cause,
          slices.stream().map(Slice::id).filter(id -> !id.isEmpty()).limit(MOST_IDS).toList());
    }
    return slices.stream().map(s -> record(s, json, limits)).toList();
  }

  /** Finds the records as far as the text can be read; says what is wrong with it, or nothing. */
  private String slices(String idField, byte[] json, List<Slice> out) {
    // A factory of its own, so that no unit's field names stay in memory.
    JsonFactory split = JsonFactory.builder().streamReadConstraints(SPLIT).build();
    try (JsonParser p = split.createParser(json)) {
      JsonToken first = p.nextToken();
      if (first == null) {
        return "empty message";
      }
      boolean isList = first == JsonToken.START_ARRAY;
      JsonToken at = isList ? p.nextToken() : first;
      while (at != null && at != JsonToken.END_ARRAY) {
        if (out.size() > MOST_IDS) {
          return "message of too many records";
        }
        out.add(slice(idField, p, at));
        at = p.nextToken();
      }
      return isList && at == null ? "message is not JSON" : "";
    } catch (IOException e) {
      return "message is not JSON, or is too deeply nested";
    }
  }

  private static Slice slice(String idField, JsonParser p, JsonToken first) throws IOException {
    int from = (int) p.currentTokenLocation().getByteOffset();
    if (from < 0) {
      throw new IOException("not UTF-8");
    }
    String id = "";
    int depth = first.isStructStart() ? 1 : 0;
    while (depth > 0) {
      JsonToken t = p.nextToken();
      if (t == null) {
        throw new IOException("cut off");
      }
      if (t.isStructStart()) {
        depth++;
      } else if (t.isStructEnd()) {
        depth--;
      } else if (depth == 1
          && first == JsonToken.START_OBJECT
          && t == JsonToken.VALUE_STRING
          && idField.equals(p.currentName())
          && p.getTextLength() <= MOST_ID) {
        id = p.getText();
      }
    }
    if (!first.isStructStart()) {
      p.finishToken();
    }
    return new Slice(
        from, (int) p.currentLocation().getByteOffset(), id, first == JsonToken.START_OBJECT);
  }

  private Parsed record(Slice slice, byte[] json, Limits limits) {
    if (!slice.isObject()) {
      return new Parsed("", null, "a record is not an object");
    }
    if (slice.to() - slice.from() > limits.recordBytes()) {
      return new Parsed(slice.id(), null, "record over %d bytes".formatted(limits.recordBytes()));
    }
    try {
      JsonNode body = strict.readTree(Arrays.copyOfRange(json, slice.from(), slice.to()));
      String wrong = unstorable(body);
      return new Parsed(slice.id(), wrong.isEmpty() ? body : null, wrong);
    } catch (IOException e) {
      return new Parsed(slice.id(), null, "record is nested too deeply, or has too long a text");
    }
  }

  /** JSON knows texts and numbers that no database can keep. */
  private static String unstorable(JsonNode node) {
    if (node.isTextual()) {
      return unstorable(node.textValue());
    }
    if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
      return "a number is out of range";
    }
    Iterator<Map.Entry<String, JsonNode>> fields = node.properties().iterator();
    while (fields.hasNext()) {
      String wrong = unstorable(fields.next().getKey());
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    for (JsonNode inner : node) {
      String wrong = unstorable(inner);
      if (!wrong.isEmpty()) {
        return wrong;
      }
    }
    return "";
  }

  private static String unstorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "a text has a NUL character";
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return "a text has half a character";
      }
    }
    return "";
  }
}
