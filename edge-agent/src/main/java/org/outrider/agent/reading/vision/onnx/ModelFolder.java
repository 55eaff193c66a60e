package org.outrider.agent.reading.vision.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.FormatPrior;
import org.outrider.agent.reading.vision.ModelId;

/**
 * A model on disk: {@code model.onnx} and {@code manifest.json}, whose hash must be that of the
 * file.
 */
final class ModelFolder {
  private final Path folder;
  private final JsonNode manifest;
  private final byte[] onnx;
  private final ModelId id;

  private ModelFolder(Path folder, JsonNode manifest, byte[] onnx, ModelId id) {
    this.folder = folder;
    this.manifest = manifest;
    this.onnx = onnx;
    this.id = id;
  }

  Path folder() {
    return folder;
  }

  /** The bytes whose hash was checked, so that what is loaded is what was checked. */
  byte[] onnx() {
    return onnx;
  }

  ModelId id() {
    return id;
  }

  static ModelFolder open(Path folder, String task) throws ModelException {
    JsonNode manifest;
    byte[] onnx;
    try {
      manifest = Json.MAPPER.readTree(Files.readString(folder.resolve("manifest.json")));
      onnx = Files.readAllBytes(folder.resolve("model.onnx"));
      if (!manifest.isObject()) {
        throw new ModelException(folder + "/manifest.json: no JSON object");
      }
    } catch (JsonProcessingException e) {
      throw new ModelException(folder + "/manifest.json: no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ModelException(
          folder + ": expected model.onnx and manifest.json: " + e.getMessage(), e);
    }
    ModelFolder model =
        new ModelFolder(
            folder,
            manifest,
            onnx,
            new ModelId(
                manifest.path("name").asText("?"),
                manifest.path("version").asText("?"),
                sha256(onnx)));
    String expected = model.text("sha256");
    if (!expected.equalsIgnoreCase(model.id.sha256())) {
      throw new ModelException(
          "%s/model.onnx: sha256 %s, expected %s as the manifest says"
              .formatted(folder, model.id.sha256(), expected));
    }
    String has = model.text("task");
    if (!has.equals(task)) {
      throw new ModelException("%s: task %s, expected %s".formatted(folder, has, task));
    }
    return model;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private JsonNode at(String path) throws ModelException {
    JsonNode node = manifest.at("/" + path.replace('.', '/'));
    if (node.isMissingNode() || node.isNull()) {
      throw new ModelException(folder + "/manifest.json: \"" + path + "\" is missing");
    }
    return node;
  }

  String text(String path) throws ModelException {
    return at(path).asText();
  }

  int integer(String path, int least, int most) throws ModelException {
    JsonNode node = at(path);
    if (!node.isInt() || node.asInt() < least || node.asInt() > most) {
      throw new ModelException(
          "%s/manifest.json: %s = %s, expected a whole number %d to %d"
              .formatted(folder, path, node, least, most));
    }
    return node.asInt();
  }

  double number(String path, double least, double most) throws ModelException {
    JsonNode node = at(path);
    if (!node.isNumber() || !(node.asDouble() >= least && node.asDouble() <= most)) {
      throw new ModelException(
          "%s/manifest.json: %s = %s, expected a number %s to %s"
              .formatted(folder, path, node, least, most));
    }
    return node.asDouble();
  }

  double number(String path, double least, double most, double otherwise) throws ModelException {
    return manifest.at("/" + path.replace('.', '/')).isMissingNode()
        ? otherwise
        : number(path, least, most);
  }

  /** A list of texts; an empty text may stand for "none". */
  List<String> texts(String path) throws ModelException {
    List<String> out = new ArrayList<>();
    for (JsonNode item : at(path)) {
      out.add(item.asText());
    }
    if (out.isEmpty()) {
      throw new ModelException(
          "%s/manifest.json: %s = %s, expected a list of texts".formatted(folder, path, at(path)));
    }
    return List.copyOf(out);
  }

  /** A table of shares by two characters; empty when the manifest has none. */
  Map<Character, Map<Character, Double>> shares(String path) throws ModelException {
    Map<Character, Map<Character, Double>> out = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> row : manifest.path(path).properties()) {
      Map<Character, Double> shares = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> cell : row.getValue().properties()) {
        double share = cell.getValue().asDouble(-1);
        if (row.getKey().length() != 1
            || cell.getKey().length() != 1
            || !(share > 0 && share < 1)) {
          throw new ModelException(
              "%s/manifest.json: %s.%s.%s = %s, expected a share 0 to 1 by two characters"
                  .formatted(folder, path, row.getKey(), cell.getKey(), cell.getValue()));
        }
        shares.put(cell.getKey().charAt(0), share);
      }
      out.put(row.getKey().charAt(0), shares);
    }
    return out;
  }

  /**
   * Kinds of plate: an object of {@code share}, {@code shapes} (a list of {@code aspect} and {@code
   * share}), {@code patterns} (a weight by pattern) and, where its states are told apart, {@code
   * regions} (patterns by code) each; none where the manifest has none.
   */
  List<FormatPrior.Kind> kinds(String path) throws ModelException {
    List<FormatPrior.Kind> out = new ArrayList<>();
    for (Map.Entry<String, JsonNode> e : manifest.path(path).properties()) {
      String kind = path + "." + e.getKey();
      List<FormatPrior.Shape> shapes = new ArrayList<>();
      for (int i = 0; i < e.getValue().path("shapes").size(); i++) {
        String shape = kind + ".shapes." + i;
        shapes.add(
            new FormatPrior.Shape(
                number(shape + ".aspect", 0.1, 20), number(shape + ".share", 0.001, 1)));
      }
      Map<String, Double> patterns = weights(kind + ".patterns");
      Map<String, Map<String, Double>> regions = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> region : e.getValue().path("regions").properties()) {
        regions.put(region.getKey(), weights(kind + ".regions." + region.getKey()));
      }
      out.add(new FormatPrior.Kind(number(kind + ".share", 0.001, 1), shapes, patterns, regions));
    }
    return out;
  }

  /** An object of names and weights. */
  private Map<String, Double> weights(String path) throws ModelException {
    Map<String, Double> out = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> e : at(path).properties()) {
      if (!(e.getValue().asDouble(-1) > 0) || !e.getKey().matches("[A9]+")) {
        throw new ModelException(
            "%s/manifest.json: %s.%s = %s, expected a number above 0 by a pattern of A and 9"
                .formatted(folder, path, e.getKey(), e.getValue()));
      }
      out.put(e.getKey(), e.getValue().asDouble());
    }
    return out;
  }
}
