package org.outrider.agent.record.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.json.Json;

/** Which counters of the day a record adds to; the names never hold anything of the record. */
public final class UsageCounts {
  public static final String READS = "reads";

  /** Matched nothing, and the policy keeps hits alone. */
  public static final String READS_NOT_KEPT = "reads_not_kept";

  public static final String HITS = "hits";
  public static final String ACCEPTED = "accepted";
  public static final String REJECTED = "rejected";
  public static final String MISREAD = "rejected.misread";
  public static final String UNABLE = "unable";
  public static final String UNANSWERED = "unanswered";
  public static final String CONFIRMED = "confirmed";
  public static final String MANUAL_CHECKS = "manual_checks";
  public static final String SEARCHES = "searches";
  public static final String EXPORTS = "exports";
  public static final String LOG_ONS = "log_ons";
  public static final String DENIED = "denied";

  private static final Map<String, String> STEPS =
      Map.of("accept", ACCEPTED, "reject", REJECTED, "unable", UNABLE, "unanswered", UNANSWERED);
  private static final Map<String, String> ACTIONS =
      Map.of(
          "manual_check", MANUAL_CHECKS, "search", SEARCHES, "export", EXPORTS, "login", LOG_ONS);

  private UsageCounts() {}

  /** Of a final read. */
  public static List<String> ofRead(byte[] body) {
    return isTraining(json(body)) ? List.of() : List.of(READS);
  }

  /** Of a hit, also by its category. */
  public static List<String> ofHit(byte[] body) {
    JsonNode n = json(body);
    return isTraining(n) ? List.of() : List.of(HITS, HITS + "." + word(n.path("category")));
  }

  /** Of a step in what becomes of an alert; an outcome that is corrected counts again. */
  public static List<String> ofStep(byte[] body) {
    JsonNode n = json(body);
    if (isTraining(n)) {
      return List.of();
    }
    List<String> out = new ArrayList<>();
    String step = n.path("step").asText();
    String name = STEPS.get(step);
    if (name != null) {
      out.add(name);
    }
    if (step.equals("reject")) {
      String reason = n.path("disposition").path("reason").asText();
      out.add(
          REJECTED
              + "."
              + (Dispositions.REJECTIONS.contains(reason) ? reason.replace(' ', '_') : "other"));
    } else if (step.equals("verify")
        && n.path("verification").path("result").asText().equals("confirmed")) {
      out.add(CONFIRMED);
    } else if (step.equals("outcome")) {
      out.add("outcome." + word(n.path("outcome").path("code")));
    }
    return out;
  }

  /** Of an audit event. */
  public static List<String> ofAudit(byte[] body) {
    JsonNode n = json(body);
    if (n.path("result").asText().equals("deny")) {
      return List.of(DENIED);
    }
    String name = ACTIONS.get(n.path("action").asText());
    return name == null ? List.of() : List.of(name);
  }

  /** Number of an audit event; 0 where it has none. */
  public static long seqOf(byte[] event) {
    return json(event).path("seq").asLong();
  }

  private static boolean isTraining(JsonNode record) {
    return record.path("training").asBoolean();
  }

  /** Letters and underscores alone: a name must not carry anything else of a record. */
  private static String word(JsonNode text) {
    String word = text.asText("").toLowerCase(Locale.ROOT);
    return word.matches("[a-z_]{1,40}") ? word : "unknown";
  }

  private static JsonNode json(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return Json.MAPPER.createObjectNode();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
