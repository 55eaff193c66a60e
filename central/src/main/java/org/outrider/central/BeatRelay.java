package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.tinylog.Logger;

/**
 * Passes stored hits of units on a beat to the cars of that beat, signed, as received (ALR-12).
 * Central's own assignment decides which unit is on which beat; a unit without one alerts nobody.
 */
public final class BeatRelay {
  /** Hits of one unit that are passed on in a minute, and at once. */
  static final int MOST_A_MINUTE = 30;

  private static final String BEAT = "[A-Za-z0-9_.-]{1,32}";
  private static final String UNIT = "[\\x21-\\x7e&&[^/+#]]{1,64}/[\\x21-\\x7e&&[^/+#]]{1,64}";
  private static final String BEATS = "beats";
  private static final int REMEMBERED = 1000;
  private static final long NANOS_A_HIT = TimeUnit.MINUTES.toNanos(1) / MOST_A_MINUTE;

  private final Transport transport;
  private final SigningKey key;
  private final Map<String, String> beats;
  private final LongSupplier nanos;
  private final Refusals refusals = new Refusals();

  /** When each unit's allowance is whole again. */
  private final Map<String, Long> spentUntil = new HashMap<>();

  /** Passed on lately; a repeat is not passed on again. */
  private final Map<String, Boolean> passed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * @param beats the beat of each unit, {@code CT0000000/pole-3}, whose hits may be passed on
   */
  public BeatRelay(Transport transport, SigningKey key, Map<String, String> beats) {
    this(transport, key, beats, System::nanoTime);
  }

  BeatRelay(Transport transport, SigningKey key, Map<String, String> beats, LongSupplier nanos) {
    this.transport = transport;
    this.key = key;
    this.beats = Map.copyOf(beats);
    this.nanos = nanos;
  }

  /**
   * Reads which unit is on which beat: {@code "CT0000000/pole-3" = "B-12"} below {@code [beats]}.
   */
  public static Map<String, String> read(Path file) throws ConfigException {
    TomlDocument toml = TomlDocument.parse(file.toString(), TomlDocument.text(file));
    TomlDocument.Section section = toml.root(Set.of(BEATS)).table(BEATS);
    Map<String, String> out = new TreeMap<>();
    for (String unit : section.keys()) {
      String beat = section.name(unit, null);
      if (!unit.matches(UNIT)) {
        section.problem(unit, "expected \"AGENCY/UNIT\"");
      }
      out.put(unit, beat);
    }
    toml.check();
    return out;
  }

  /** Takes a hit that is kept. */
  synchronized void pass(String unit, byte[] body) {
    JsonNode hit;
    try {
      hit = Json.MAPPER.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException("it was written as JSON", e);
    }
    String beat = hit.path("beat_id").asText("");
    Deployment deployment = Deployment.of(hit.path("deployment_type").asText(""));
    if (!beat.matches(BEAT)
        || deployment == Deployment.MOBILE
        || deployment == Deployment.UNKNOWN) {
      return; // of a unit that is on no beat
    }
    String id = unit + " " + hit.path("hit_id").asText("");
    if (passed.containsKey(id)) {
      return;
    }
    String agency = unit.substring(0, unit.indexOf('/'));
    if (!hit.path("agency_id").asText("").equals(agency)
        || !unit.equals(agency + "/" + hit.path("unit_id").asText(""))) {
      refusals.count(unit, "beat_other_unit", "hit does not name the unit");
    } else if (!beat.equals(beats.get(unit))) {
      refusals.count(unit, "beat_not_assigned", beat);
    } else if (!mayPass(unit)) {
      refusals.count(unit, "beat_rate", "over " + MOST_A_MINUTE + " hits a minute");
    } else {
      passed.put(id, true);
      send(agency, beat, hit);
    }
  }

  private boolean mayPass(String unit) {
    long now = nanos.getAsLong();
    long spent = spentUntil.getOrDefault(unit, now);
    long next = (spent - now > 0 ? spent : now) + NANOS_A_HIT;
    if (next - now > TimeUnit.MINUTES.toNanos(1)) {
      return false;
    }
    spentUntil.put(unit, next);
    return true;
  }

  private void send(String agency, String beat, JsonNode hit) {
    try {
      byte[] message = SignedText.sign(Topics.BEAT_HIT, hit.toString(), key).write();
      CompletableFuture<Void> sent =
          transport.publish(Topics.beat(agency, beat), message, false, Map.of());
      sent.exceptionally(
          e -> {
            Logger.tag("central").warn("hit not passed to beat {}: {}", beat, e.getMessage());
            return null;
          });
    } catch (TrustException e) {
      Logger.tag("central").error("hit not passed to beat {}: {}", beat, e.getMessage());
    }
  }

  /** How many hits were not passed on, by cause. */
  Map<String, Long> refused() {
    return refusals.counts();
  }
}
