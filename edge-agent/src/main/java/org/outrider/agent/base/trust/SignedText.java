package org.outrider.agent.base.trust;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.outrider.agent.base.json.Json;

/**
 * A text and its signature in one message: what {@link SignedFile} keeps as two files. As JSON:
 * {@code {"text": "...", "signature": {"alg": "Ed25519", "key_id": "...", "value": "..."}}}.
 */
public record SignedText(String text, Signed signature) {

  /**
   * Signs a text.
   *
   * @param kind what it is, such as {@code holds}
   */
  public static SignedText sign(String kind, String text, SigningKey key) throws TrustException {
    return new SignedText(text, key.sign(SignedFile.bytes(kind, text)));
  }

  /** A file and the signature beside it. */
  public static SignedText ofFile(Path file) throws TrustException {
    try {
      Signed signature = SignedFile.signature(file);
      if (signature == null) {
        throw new TrustException(file + ": unsigned, expected its signature beside it, .sig");
      }
      return new SignedText(Files.readString(file), signature);
    } catch (IOException e) {
      throw new TrustException(file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * Reads a message; proves nothing yet.
   *
   * @param source what it is called in messages
   */
  public static SignedText parse(String source, byte[] message) throws TrustException {
    try {
      JsonNode n = Json.MAPPER.readTree(message);
      JsonNode signature = n == null ? Json.MAPPER.createObjectNode() : n.path("signature");
      if (n == null
          || !n.path("text").isTextual()
          || !signature.path("key_id").isTextual()
          || !signature.path("value").isTextual()) {
        throw new TrustException(source + ": expected JSON with text and signature");
      }
      return new SignedText(
          n.path("text").asText(),
          new Signed(signature.path("key_id").asText(), signature.path("value").asText()));
    } catch (IOException e) {
      throw new TrustException(source + ": no JSON: expected text and signature");
    }
  }

  /** The message. */
  public byte[] write() {
    ObjectNode n = Json.MAPPER.createObjectNode().put("text", text);
    n.putObject("signature")
        .put("alg", "Ed25519")
        .put("key_id", signature.keyId())
        .put("value", signature.value());
    try {
      return Json.MAPPER.writeValueAsBytes(n);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can always be written", e);
    }
  }

  /**
   * Accepts it or says why not.
   *
   * @param kind what it must be signed as
   */
  public void verify(String kind, String source, TrustedKeys keys) throws TrustException {
    keys.verify(source, SignedFile.bytes(kind, text), signature);
  }

  /** Length alone: it may hold secrets. */
  @Override
  public String toString() {
    return "signed text of " + text.getBytes(StandardCharsets.UTF_8).length + " bytes";
  }
}
