package org.outrider.agent.people.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SealedJson;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;

/**
 * Events as lines of JSON. The hash is that of the UTF-8 bytes of the line up to {@code ,"hash":"},
 * closed by a brace; the signature (Ed25519) is over the hash's hexadecimal text. So a script of a
 * few lines can check a chain.
 */
final class AuditJson {
  private static final String SCHEMA_VERSION = "1.0.0";

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
    ObjectNode n = Json.MAPPER.createObjectNode();
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
    SealedJson sealed = signed(n, key);
    return new AuditEvent(seq, id, sealed.hash(), sealed.text());
  }

  /** An object as a line that ends in its hash and signature. */
  static SealedJson signed(ObjectNode n, SigningKey key) throws AuditException {
    try {
      return SealedJson.of(text(n), key);
    } catch (TrustException e) {
      throw new AuditException("cannot be signed: " + e.getMessage(), e);
    }
  }

  private static String text(ObjectNode n) throws AuditException {
    try {
      return Json.MAPPER.writeValueAsString(n);
    } catch (JsonProcessingException e) {
      throw new AuditException("a tree of plain values can always be written", e);
    }
  }

  static ObjectNode object() {
    return Json.MAPPER.createObjectNode();
  }
}
