package org.outrider.agent.people.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.Sha256;

/**
 * A random sample of inquiries that anybody can draw again (AUD-04): events are ordered by the
 * SHA-256 of seed, colon and the event's own hash, and the first ones are taken. With {@code
 * byUser} each person's first one comes before anybody's second.
 */
public final class AuditSample {

  private final String seed;
  private final Instant from;
  private final Instant until;
  private final Set<String> required;
  private final List<Drawn> all = new ArrayList<>();

  /**
   * An event of the sample.
   *
   * @param rank by which it was drawn, hexadecimal
   * @param missing fields that the policy requires and the event does not have
   */
  public record Drawn(String rank, String userId, String line, List<String> missing) {
    public Drawn {
      missing = List.copyOf(missing);
    }
  }

  /**
   * @param from first instant, inclusive
   * @param until end, exclusive
   * @param required fields that an inquiry must have
   */
  public AuditSample(String seed, Instant from, Instant until, Set<String> required) {
    this.seed = seed;
    this.from = from;
    this.until = until;
    this.required = Set.copyOf(required);
  }

  /** Takes the next event of a chain that was checked; others than inquiries do not count. */
  public void add(String line) {
    try {
      JsonNode n = Json.MAPPER.readTree(line);
      if (n.has("export") || !isInquiry(n.path("action").asText())) {
        return;
      }
      Instant at = Instant.parse(n.path("at").asText());
      if (at.isBefore(from) || !at.isBefore(until)) {
        return;
      }
      List<String> missing =
          required.stream().filter(f -> n.path(f).asText().isBlank()).sorted().toList();
      String rank = Sha256.of(seed + ":" + n.path("hash").asText());
      all.add(new Drawn(rank, n.path("actor").path("user_id").asText(), line, missing));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("line is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static boolean isInquiry(String action) {
    for (Action a : Action.values()) {
      if (a.name().equals(action.toUpperCase(Locale.ROOT))) {
        return a.isInquiry();
      }
    }
    return false;
  }

  /** How many could be drawn. */
  public int size() {
    return all.size();
  }

  /** The sample: so many, or all there are. */
  public List<Drawn> draw(int count, boolean byUser) {
    List<Drawn> ordered = new ArrayList<>(all);
    ordered.sort(Comparator.comparing(Drawn::rank));
    if (byUser) {
      Set<String> seen = new HashSet<>();
      List<Drawn> firsts = ordered.stream().filter(d -> seen.add(d.userId())).toList();
      ordered.removeAll(firsts);
      ordered.addAll(0, firsts);
    }
    return List.copyOf(ordered.subList(0, Math.min(count, ordered.size())));
  }
}
