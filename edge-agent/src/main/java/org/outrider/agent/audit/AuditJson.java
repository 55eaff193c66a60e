package org.outrider.agent.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.TreeMap;
import org.outrider.agent.read.Ids;
import org.outrider.agent.read.UnitId;
import org.outrider.agent.trust.SigningKey;
import org.outrider.agent.trust.TrustException;

/**
 * Events as lines of JSON. The hash is that of the UTF-8 bytes of the line up to {@code ,"hash":"},
 * closed by a brace; the signature (Ed25519) is over the hash's hexadecimal text. So a script of a
 * few lines can check a chain.
 */
final class AuditJson {
  static final String HASH_AT = ",\"hash\":\"";
  private static final String SCHEMA_VERSION = "1.0.0";
  private static final ObjectMapper JSON = new ObjectMapper();

  private AuditJson() {}

  static AuditEvent seal(
      AuditEntry e,
      AuditStore.Head head,
      UnitId unit,
      String profileVersion,
      Keep keep,
      Instant at,
      SigningKey key)
      throws AuditException {
    String id = Ids.next(at).toString();
    long seq = head.seq() + 1;
    ObjectNode n = JSON.createObjectNode();
    n.put("audit_id", id).put("seq", seq).put("schema_version", SCHEMA_VERSION);
    n.put("profile_version", profileVersion);
    n.put("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
    n.put("keep_until", keep.lastDay(at).toString());
    n.put("unit_id", unit.unit());
    ObjectNode actor = n.putObject("actor").put("user_id", e.by().userId());
    actor.put("name", e.name()).put("role", e.by().role()).put("agency_id", unit.agency());
    n.put("session_id", e.sessionId());
    n.put("action", e.action().label());
    n.putObject("object").put("type", e.objectType()).put("id", e.objectId());
    new TreeMap<>(e.details()).forEach(n::put);
    n.put("result", e.result().label()).put("final_status", e.status());
    n.put("prev_hash", head.hash());
    Signed signed = signed(n, key);
    return new AuditEvent(seq, id, signed.hash(), signed.line());
  }

  /** A line with the hash that it ends in. */
  record Signed(String hash, String line) {}

  /** An object as a line that ends in its hash and signature. */
  static Signed signed(ObjectNode n, SigningKey key) throws AuditException {
    String body = text(n);
    String hash = hash(body);
    ObjectNode end = JSON.createObjectNode().put("hash", hash);
    try {
      var signature = key.sign(hash.getBytes(StandardCharsets.US_ASCII));
      end.putObject("signature").put("key_id", signature.keyId()).put("value", signature.value());
    } catch (TrustException e) {
      throw new AuditException("cannot be signed: " + e.getMessage(), e);
    }
    return new Signed(hash, body.substring(0, body.length() - 1) + "," + text(end).substring(1));
  }

  private static String text(ObjectNode n) throws AuditException {
    try {
      return JSON.writeValueAsString(n);
    } catch (JsonProcessingException e) {
      throw new AuditException("a tree of plain values can always be written", e);
    }
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
