package org.outrider.agent.people.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SealedJson;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.base.trust.Signed;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;

/**
 * Checks events line by line: whole, in order, none taken out, put in or altered (AUD-05). An
 * export ends in a line that says where the chain ended, so that a cut end shows too.
 */
public final class AuditChain {
  private static final int MOST_PROBLEMS = 20;

  private final @Nullable TrustedKeys keys;
  private final List<String> problems = new ArrayList<>();
  private long lines;
  private long events;
  private long first;
  private AuditStore.@Nullable Head head;
  private boolean isEnded;
  private UnitId unit = new UnitId("", "", Deployment.UNKNOWN);

  /**
   * @param keys of the unit; null to check hashes alone
   */
  public AuditChain(@Nullable TrustedKeys keys) {
    this.keys = keys;
  }

  /**
   * What was found.
   *
   * @param unit whose events they are, as the last one says
   * @param isClosed whether the last line says that the chain ends there
   */
  public record Report(
      UnitId unit,
      long events,
      long firstSeq,
      long lastSeq,
      String headHash,
      boolean isClosed,
      List<String> problems) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /** Takes the next line. */
  public void add(String line) {
    lines++;
    int at = line.lastIndexOf(SealedJson.HASH_AT);
    try {
      JsonNode n = Json.MAPPER.readTree(line);
      if (isEnded) {
        problem("comes after the end of the export");
      } else if (at < 0 || !n.path("hash").isTextual()) {
        problem("bears no hash");
      } else {
        check(line.substring(0, at) + "}", n);
      }
    } catch (JsonProcessingException e) {
      problem("is no JSON: " + e.getOriginalMessage());
    }
  }

  private void check(String body, JsonNode n) {
    String hash = n.path("hash").asText();
    if (!Sha256.of(body).equals(hash)) {
      problem("was altered: its hash is another");
    }
    if (keys != null) {
      Signed signed =
          new Signed(
              n.path("signature").path("key_id").asText(),
              n.path("signature").path("value").asText());
      try {
        keys.verify("it", hash.getBytes(StandardCharsets.US_ASCII), signed);
      } catch (TrustException e) {
        problem(String.valueOf(e.getMessage()));
      }
    }
    if (n.has("export")) {
      end(n.path("export"));
    } else {
      unit =
          new UnitId(
              n.path("actor").path("agency_id").asText(),
              n.path("unit_id").asText(),
              Deployment.UNKNOWN);
      follow(n.path("seq").asLong(), n.path("prev_hash").asText(), hash);
    }
  }

  private void follow(long seq, String previous, String hash) {
    AuditStore.Head last = head == null ? new AuditStore.Head(seq - 1, previous) : head;
    if (head == null) {
      first = seq;
      if (seq == 1 && !previous.equals(AuditStore.Head.START.hash())) {
        problem("is the first one but follows another");
      }
    }
    if (seq != last.seq() + 1) {
      problem("has number %d, expected %d".formatted(seq, last.seq() + 1));
    } else if (!previous.equals(last.hash())) {
      problem("does not follow the event before it");
    }
    head = new AuditStore.Head(seq, hash);
    events++;
  }

  private void end(JsonNode export) {
    isEnded = true;
    AuditStore.Head last = head == null ? AuditStore.Head.START : head;
    if (export.path("first_seq").asLong() != first) {
      problem(
          "says that the chain starts with number %d, but it starts with %d here"
              .formatted(export.path("first_seq").asLong(), first));
    }
    if (export.path("last_seq").asLong() != last.seq()
        || !export.path("head").asText().equals(last.hash())) {
      problem(
          "says that the chain ends with number %d, but it ends with %d here"
              .formatted(export.path("last_seq").asLong(), last.seq()));
    }
  }

  private void problem(String what) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add("line " + lines + ": " + what);
    }
  }

  /** To be called after the last line of an export, which its closing line must be. */
  public void requireEnd() {
    if (!isEnded) {
      problems.add(
          "line %d: the closing line is missing: the export was cut short, expected it to say where"
                  .formatted(lines)
              + " the chain ends");
    }
  }

  /** What was found so far. */
  public Report report() {
    AuditStore.Head last = head == null ? AuditStore.Head.START : head;
    return new Report(unit, events, first, last.seq(), last.hash(), isEnded, problems);
  }

  /** The last line of an export. */
  public static String end(Report of, Instant at, SigningKey key) throws AuditException {
    ObjectNode n = AuditJson.object();
    ObjectNode export = n.putObject("export");
    export.put("agency_id", of.unit().agency()).put("unit_id", of.unit().unit());
    export.put("exported_at", at.truncatedTo(ChronoUnit.MILLIS).toString());
    export.put("first_seq", of.firstSeq()).put("last_seq", of.lastSeq());
    export.put("head", of.headHash());
    return AuditJson.signed(n, key).text();
  }
}
