package org.outrider.agent.base.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;

/**
 * A text file whose signature lies beside it as {@code FILE.sig}. What is signed says what it is,
 * so that no signature over another kind of file can be used.
 */
public final class SignedFile {

  private SignedFile() {}

  /**
   * Proves a text.
   *
   * @param kind what it is, such as {@code profile}
   * @param text of the file
   */
  public static void verify(String kind, Path file, String text, TrustedKeys keys)
      throws TrustException {
    keys.verify(file.toString(), bytes(kind, text), signature(file));
  }

  /**
   * Signs a text.
   *
   * @return where the signature was written
   */
  public static Path sign(String kind, Path file, String text, SigningKey key)
      throws TrustException {
    Signed signed = key.sign(bytes(kind, text));
    Path out = beside(file);
    try {
      Map<String, String> json =
          new TreeMap<>(
              Map.of("alg", "Ed25519", "key_id", signed.keyId(), "value", signed.value()));
      Files.writeString(out, Json.MAPPER.writeValueAsString(json) + "\n");
      return out;
    } catch (IOException e) {
      throw new TrustException(out + ": cannot be written: " + e.getMessage());
    }
  }

  static byte[] bytes(String kind, String text) {
    return ("outrider " + kind + "\n" + text).getBytes(StandardCharsets.UTF_8);
  }

  private static Path beside(Path file) {
    return file.resolveSibling(file.getFileName() + ".sig");
  }

  static @Nullable Signed signature(Path file) throws TrustException {
    Path from = beside(file);
    if (!Files.exists(from)) {
      return null;
    }
    try {
      JsonNode node = Json.MAPPER.readTree(Files.readAllBytes(from));
      return new Signed(node.path("key_id").asText(), node.path("value").asText());
    } catch (IOException e) {
      throw new TrustException(from + ": no signature: " + e.getMessage());
    }
  }
}
