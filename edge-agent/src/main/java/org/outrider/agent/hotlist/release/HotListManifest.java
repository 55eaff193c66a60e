package org.outrider.agent.hotlist.release;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.Signed;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;

/**
 * What a release says of itself; what it says is worth nothing until its signature holds.
 *
 * @param listId which list
 * @param version only ever goes up
 * @param baseVersion of a delta: the full release it changes; null for a full one
 * @param source who made the data, on the unit's list of allowed ones
 * @param sourceExtractAt when the source took it; what the age of the list is counted from
 * @param validUntil after which it is not to be activated; null for no end
 * @param recordCount lines that are records, good and bad
 * @param countsByCategory records the builder could read, before any policy
 * @param format name of the template that reads it
 * @param object file name or URL of the compressed file
 * @param bytes of the compressed file
 * @param sha256 of the compressed file, hexadecimal
 * @param template the text of a template of the agency's own; null for a shipped one
 * @param zone whose midnights begin and end the days of entries; null for UTC
 * @param expectedRecords how many records the builder said there are, however few that is after the
 *     version before; null when nobody said
 * @param signature over the rest; null while unsigned
 */
public record HotListManifest(
    String listId,
    long version,
    @Nullable Long baseVersion,
    String source,
    Instant sourceExtractAt,
    Instant builtAt,
    @Nullable Instant validUntil,
    long recordCount,
    Map<Category, Long> countsByCategory,
    String format,
    String object,
    long bytes,
    String sha256,
    @Nullable String template,
    @Nullable ZoneId zone,
    @Nullable Long expectedRecords,
    @Nullable Signed signature) {
  /** Of the manifest itself and of how plates are normalised; both refuse what they do not know. */
  public static final int SCHEMA_VERSION = 1;

  public static final int NORMALIZER_VERSION = 1;

  private static final int MOST_BYTES = 1 << 20;

  public HotListManifest {
    countsByCategory = Map.copyOf(countsByCategory);
  }

  /** Of a shipped template, without a word on how many records there are. */
  public HotListManifest(
      String listId,
      long version,
      @Nullable Long baseVersion,
      String source,
      Instant sourceExtractAt,
      Instant builtAt,
      @Nullable Instant validUntil,
      long recordCount,
      Map<Category, Long> countsByCategory,
      String format,
      String object,
      long bytes,
      String sha256,
      @Nullable Signed signature) {
    this(
        listId,
        version,
        baseVersion,
        source,
        sourceExtractAt,
        builtAt,
        validUntil,
        recordCount,
        countsByCategory,
        format,
        object,
        bytes,
        sha256,
        null,
        null,
        null,
        signature);
  }

  /** Whether it replaces the list, and does not only change it. */
  public boolean isFull() {
    return baseVersion == null;
  }

  private HotListManifest with(@Nullable Signed signed) {
    return new HotListManifest(
        listId,
        version,
        baseVersion,
        source,
        sourceExtractAt,
        builtAt,
        validUntil,
        recordCount,
        countsByCategory,
        format,
        object,
        bytes,
        sha256,
        template,
        zone,
        expectedRecords,
        signed);
  }

  /** The bytes that are signed: the JSON without the signature, keys sorted, no blanks, UTF-8. */
  private byte[] signedBytes() {
    return with(null).json().getBytes(StandardCharsets.UTF_8);
  }

  /** The same, signed. */
  public HotListManifest signedBy(SigningKey key) throws TrustException {
    return with(key.sign(signedBytes()));
  }

  /** Throws when none of the keys has signed it. */
  public void verify(TrustedKeys keys) throws TrustException {
    keys.verify(listId + " version " + version, signedBytes(), signature);
  }

  /** As JSON on one line, keys sorted. */
  public String json() {
    Map<String, Object> m = new TreeMap<>();
    m.put("list_id", listId);
    m.put("version", version);
    m.put("kind", isFull() ? "full" : "delta");
    if (baseVersion != null) {
      m.put("base_version", baseVersion);
    }
    m.put("source", source);
    m.put("source_extract_at", sourceExtractAt.toString());
    m.put("built_at", builtAt.toString());
    if (validUntil != null) {
      m.put("valid_until", validUntil.toString());
    }
    m.put("record_count", recordCount);
    Map<String, Long> counts = new TreeMap<>();
    countsByCategory.forEach((c, n) -> counts.put(c.name(), n));
    m.put("counts_by_category", counts);
    m.put("format", format);
    m.put("object", object);
    m.put("bytes", bytes);
    m.put("sha256", sha256);
    m.put("compression", "gzip");
    if (template != null) {
      m.put("template", template);
    }
    if (zone != null) {
      m.put("zone", zone.getId());
    }
    if (expectedRecords != null) {
      m.put("expected_records", expectedRecords);
    }
    m.put("schema_version", SCHEMA_VERSION);
    m.put("normalizer_version", NORMALIZER_VERSION);
    if (signature != null) {
      m.put(
          "signature",
          new TreeMap<>(
              Map.of("alg", "Ed25519", "key_id", signature.keyId(), "value", signature.value())));
    }
    try {
      return Json.MAPPER.writeValueAsString(m);
    } catch (IOException e) {
      throw new IllegalStateException("maps of texts and numbers are JSON", e);
    }
  }

  /** Reads a file. */
  public static HotListManifest read(Path file) throws HotListException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new HotListException(file + ": larger than 1 MiB, no manifest");
      }
      return parse(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new HotListException(file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads JSON strictly.
   *
   * @param source what it is called in messages
   */
  public static HotListManifest parse(String source, byte[] json) throws HotListException {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(json);
    } catch (IOException e) {
      throw new HotListException(source + ": no JSON: " + firstLine(e.getMessage()));
    }
    if (!(node instanceof ObjectNode object)) {
      throw new HotListException(source + ": expected a JSON object");
    }
    Parser p = new Parser(object);
    HotListManifest manifest = p.manifest();
    if (!p.problems.isEmpty()) {
      throw new HotListException(source + ": " + String.join("; ", p.problems));
    }
    // What is signed is this text and no other that means the same.
    if (!manifest.json().equals(new String(json, StandardCharsets.UTF_8).strip())) {
      throw new HotListException(
          source + ": not written as it is signed: keys sorted, no blanks, nothing behind it");
    }
    return manifest;
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }

  /** Collects every problem of one manifest. */
  private static final class Parser {
    private static final Map<String, String> EXPECTED = new TreeMap<>();

    static {
      EXPECTED.put("list_id", "[a-z0-9][a-z0-9-]{0,31}");
      EXPECTED.put("kind", "full|delta");
      EXPECTED.put("source", "[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
      EXPECTED.put("format", "[a-z0-9][a-z0-9-]{0,31}");
      EXPECTED.put("object", "(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9:/_.~-]{0,511}");
      EXPECTED.put("sha256", "[0-9a-f]{64}");
      EXPECTED.put("template", "(?s).+");
      EXPECTED.put("compression", "gzip");
      EXPECTED.put("key_id", "[0-9a-f]{16}");
      EXPECTED.put("value", "[A-Za-z0-9+/]{86}==");
      EXPECTED.put("alg", "Ed25519");
    }

    private final ObjectNode node;
    private final List<String> problems = new ArrayList<>();

    Parser(ObjectNode node) {
      this.node = node;
    }

    HotListManifest manifest() {
      boolean isDelta = text(node, "kind").equals("delta");
      text(node, "compression");
      same("schema_version", SCHEMA_VERSION);
      same("normalizer_version", NORMALIZER_VERSION);
      HotListManifest out =
          new HotListManifest(
              text(node, "list_id"),
              whole("version", 1),
              isDelta ? whole("base_version", 1) : null,
              text(node, "source"),
              time("source_extract_at"),
              time("built_at"),
              node.has("valid_until") ? time("valid_until") : null,
              whole("record_count", 0),
              counts(),
              text(node, "format"),
              text(node, "object"),
              whole("bytes", 1),
              text(node, "sha256"),
              node.has("template") ? text(node, "template") : null,
              node.has("zone") ? zone() : null,
              node.has("expected_records") ? whole("expected_records", 0) : null,
              signature());
      unknown();
      @Nullable Long expected = out.expectedRecords();
      if (expected != null && expected != out.recordCount()) {
        problems.add(
            "expected_records = %d, record_count = %d: expected the same"
                .formatted(expected, out.recordCount()));
      }
      return out;
    }

    private void unknown() {
      TreeSet<String> names = new TreeSet<>();
      node.fieldNames().forEachRemaining(names::add);
      names.removeAll(
          List.of(
              "list_id",
              "version",
              "kind",
              "base_version",
              "source",
              "source_extract_at",
              "built_at",
              "valid_until",
              "record_count",
              "counts_by_category",
              "format",
              "object",
              "bytes",
              "sha256",
              "compression",
              "schema_version",
              "normalizer_version",
              "template",
              "zone",
              "expected_records",
              "signature"));
      if (!names.isEmpty()) {
        problems.add("unknown " + names);
      }
    }

    private String text(JsonNode in, String key) {
      JsonNode v = in.path(key);
      String expected = EXPECTED.getOrDefault(key, ".+");
      if (v.isTextual() && v.asText().matches(expected)) {
        return v.asText();
      }
      problems.add(key + " = " + shown(v) + ", expected a text " + expected);
      return "";
    }

    private static String shown(JsonNode v) {
      String s = v.isMissingNode() ? "(missing)" : v.toString();
      return s.length() > 60 ? s.substring(0, 60) + "..." : s;
    }

    private long whole(String key, long least) {
      JsonNode v = node.path(key);
      if (v.isIntegralNumber() && v.canConvertToLong() && v.asLong() >= least) {
        return v.asLong();
      }
      problems.add(key + " = " + shown(v) + ", expected a whole number from " + least);
      return least;
    }

    private void same(String key, int known) {
      JsonNode v = node.path(key);
      if (!v.isInt() || v.asInt() != known) {
        problems.add(key + " = " + shown(v) + ", expected " + known);
      }
    }

    private Instant time(String key) {
      JsonNode v = node.path(key);
      try {
        return Instant.parse(v.asText());
      } catch (DateTimeException e) {
        problems.add(key + " = " + shown(v) + ", expected a time such as 2027-01-31T00:00:00Z");
        return Instant.EPOCH;
      }
    }

    private @Nullable ZoneId zone() {
      JsonNode v = node.path("zone");
      try {
        return ZoneId.of(v.asText());
      } catch (DateTimeException e) {
        problems.add("zone = " + shown(v) + ", expected a time zone such as America/New_York");
        return null;
      }
    }

    private Map<Category, Long> counts() {
      Map<Category, Long> out = new EnumMap<>(Category.class);
      for (Map.Entry<String, JsonNode> e : node.path("counts_by_category").properties()) {
        try {
          out.put(Category.valueOf(e.getKey().toUpperCase(Locale.ROOT)), e.getValue().asLong());
        } catch (IllegalArgumentException unknown) {
          problems.add("counts_by_category: unknown category " + e.getKey());
        }
      }
      return out;
    }

    private @Nullable Signed signature() {
      JsonNode s = node.path("signature");
      if (s.isMissingNode()) {
        return null;
      }
      text(s, "alg");
      return new Signed(text(s, "key_id"), text(s, "value"));
    }
  }
}
