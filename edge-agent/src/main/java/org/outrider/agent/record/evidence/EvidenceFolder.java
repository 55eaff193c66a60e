package org.outrider.agent.record.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.base.trust.SignedFile;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;

/**
 * Evidence as a folder: records, pictures, custody, a statement, a page to look at it, and {@code
 * manifest.json} with the SHA-256 of each file, signed by the unit in {@code manifest.json.sig}
 * (Ed25519 over {@code outrider evidence}, a line feed, and the manifest's bytes).
 */
public final class EvidenceFolder {
  public static final String KIND = "evidence";
  private static final String SCHEMA_VERSION = "1.0.0";
  private static final String MANIFEST = "manifest.json";

  private EvidenceFolder() {}

  /**
   * Writes a folder that is not there yet.
   *
   * @param key of the unit
   */
  public static void write(Path folder, Evidence evidence, Evidence.Export export, SigningKey key)
      throws EvidenceException {
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      Files.createDirectory(folder);
      Map<String, byte[]> files = new TreeMap<>(evidence.records());
      files.putAll(evidence.pictures());
      files.put("custody.jsonl", text(custody(evidence, export)));
      files.put("statement.txt", text(statement(evidence, export)));
      files.put("index.html", text(EvidencePage.of(evidence, export)));
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Files.write(folder.resolve(file.getKey()), file.getValue());
      }
      String manifest = manifest(files, evidence, export);
      Path at = folder.resolve(MANIFEST);
      Files.writeString(at, manifest);
      Path _ = SignedFile.sign(KIND, at, manifest, key);
    } catch (IOException | TrustException e) {
      throw new EvidenceException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ObjectNode export(Evidence.Export e) {
    return Json.MAPPER
        .createObjectNode()
        .put("evidence_id", e.evidenceId())
        .put("unit", e.unit())
        .put("profile_version", e.profileVersion())
        .put("case_number", e.caseNumber())
        .put("reason", e.reason())
        .put("purpose", e.purpose())
        .put("exported_by", e.userId())
        .put("name", e.name())
        .put("role", e.role())
        .put("exported_at", e.at());
  }

  /** Who had it in hand: what the unit wrote down, then this export. */
  private static String custody(Evidence evidence, Evidence.Export export) {
    StringBuilder out = new StringBuilder();
    evidence.custody().forEach(line -> out.append(line).append('\n'));
    return out.append(export(export).put("action", "export")).append('\n').toString();
  }

  private static String statement(Evidence evidence, Evidence.Export export) {
    return """
    STATEMENT ON THE USE OF AUTOMATIC LICENCE PLATE RECOGNITION

    An automatic licence plate reader (ALPR) was used. The records in this folder
    were made by unit %s without anybody's doing; the unit's software
    read the plate from the pictures that lie beside them.

    Read:      %s
    Policy:    %s
    Case:      %s
    Reason:    %s
    Exported:  %s by %s (%s)

    A hit says that a plate resembled one on a list of that time, which may be
    outdated. It does not say who drove. Whether and how the hit was verified
    stands in the records named step-*.json.
    """
        .formatted(
            export.unit(),
            evidence.readId(),
            export.profileVersion(),
            export.caseNumber(),
            export.reason(),
            export.at(),
            export.name(),
            export.role());
  }

  private static String manifest(
      Map<String, byte[]> files, Evidence evidence, Evidence.Export export) {
    ObjectNode n = Json.MAPPER.createObjectNode().put("schema_version", SCHEMA_VERSION);
    n.setAll(export(export));
    n.put("read_id", evidence.readId());
    ArrayNode list = n.putArray("files");
    files.forEach(
        (name, bytes) ->
            list.addObject()
                .put("name", name)
                .put("bytes", bytes.length)
                .put("sha256", Sha256.of(bytes)));
    return n.toPrettyString() + "\n";
  }

  /**
   * Checks a folder: signature, every file, none missing, none added.
   *
   * @return every problem; none for a folder that is whole and unaltered
   */
  public static List<String> problems(Path folder, TrustedKeys keys) throws EvidenceException {
    List<String> out = new ArrayList<>();
    Path at = folder.resolve(MANIFEST);
    try {
      String manifest = Files.readString(at);
      try {
        SignedFile.verify(KIND, at, manifest, keys);
      } catch (TrustException e) {
        out.add(String.valueOf(e.getMessage()));
      }
      TreeSet<String> there = new TreeSet<>();
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(f -> there.add(String.valueOf(f.getFileName())));
      }
      there.remove(MANIFEST);
      there.remove(MANIFEST + ".sig");
      for (JsonNode file : Json.MAPPER.readTree(manifest).path("files")) {
        String name = file.path("name").asText();
        if (!there.remove(name)) {
          out.add(name + ": missing");
        } else if (!Sha256.of(Files.readAllBytes(folder.resolve(name)))
            .equals(file.path("sha256").asText())) {
          out.add(name + ": altered, its SHA-256 is not that of the manifest");
        }
      }
      there.forEach(name -> out.add(name + ": not in the manifest"));
      return out;
    } catch (IOException e) {
      throw new EvidenceException(folder + ": no evidence: " + e.getMessage(), e);
    }
  }
}
