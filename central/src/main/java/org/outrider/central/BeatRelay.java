package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.tinylog.Logger;

/**
 * Passes the hits of units that stand on a beat on to the cars of that beat, signed, as they came
 * (ALR-12). What a car has seen itself its officer knows already.
 */
public final class BeatRelay {
  private static final String BEAT = "[A-Za-z0-9_.-]{1,32}";

  private final Transport transport;
  private final SigningKey key;

  public BeatRelay(Transport transport, SigningKey key) {
    this.transport = transport;
    this.key = key;
  }

  /** Takes a hit that is kept; a car that hears it twice tells it once. */
  void pass(String agency, byte[] body) {
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
      return;
    }
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
}
