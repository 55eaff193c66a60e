package org.outrider.agent.link.uplink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.text.PlainText;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Messages of central: acknowledgements settle rows of the outbox, central's state opens and closes
 * bulk, everything else goes to the {@link CentralListener}. Called on the transport's threads.
 */
final class CentralMessages {
  private static final FaultCode NOT_RECONCILED = FaultCode.SESSION_NOT_RECONCILED;
  private static final int MAX_CAUSE = 500;
  private static final Set<String> DIRECTIVES = Set.of("users", "profile", "holds");

  private final UnitId unit;
  private final Outbox outbox;
  private final Health health;
  private final Window window;
  private final Refusals refusals;
  private final UnitClock clock;
  private final Runnable wake;
  private volatile @Nullable CentralListener listener;
  private volatile boolean isCentralOnline = true;

  /**
   * @param wake continues delivery once central is online again
   */
  CentralMessages(
      UnitId unit,
      Outbox outbox,
      Health health,
      Window window,
      Refusals refusals,
      UnitClock clock,
      Runnable wake) {
    this.unit = unit;
    this.outbox = outbox;
    this.health = health;
    this.window = window;
    this.refusals = refusals;
    this.clock = clock;
    this.wake = wake;
  }

  void onCentral(CentralListener who) {
    listener = who;
  }

  /** State of central as last announced. */
  boolean isCentralOnline() {
    return isCentralOnline;
  }

  /** Handles one message. */
  void received(String topic, byte[] payload) {
    if (topic.startsWith(Topics.manifest(unit)) || topic.startsWith(Topics.delta(unit))) {
      CentralListener who = listener;
      if (who != null && payload.length > 0) { // empty: no longer retained
        who.releaseOffered(payload);
      }
      return;
    }
    if (Topics.isBeat(unit.agency(), topic)) {
      CentralListener who = listener;
      if (who != null) {
        who.beatHit(payload);
      }
      return;
    }
    String leaf = Topics.leaf(unit, topic);
    if (DIRECTIVES.contains(leaf) || leaf.startsWith("cmd/")) {
      CentralListener who = listener;
      if (who != null && payload.length > 0) {
        who.directive(leaf, payload);
      }
      return;
    }
    try {
      JsonNode message = Json.MAPPER.readTree(payload);
      if (topic.equals(Topics.ack(unit))) {
        for (JsonNode item : message.path("items")) {
          acknowledge(item);
        }
      } else if (topic.equals(Topics.centralState(unit.agency()))) {
        isCentralOnline = message.path("online").asBoolean(true);
        wake.run();
      }
    } catch (JsonProcessingException e) {
      health.count("uplink.malformed_message");
      Logger.tag("uplink").warn("message on {} is no JSON: {}", topic, e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acknowledge(JsonNode item) {
    String kind = item.path("kind").asText().toUpperCase(Locale.ROOT);
    String id = item.path("id").asText();
    String result = item.path("result").asText();
    OutboxLane lane;
    try {
      lane = OutboxLane.valueOf(kind);
    } catch (IllegalArgumentException e) {
      health.count("uplink.malformed_message");
      return;
    }
    switch (result) {
      case "stored", "duplicate" -> {
        if (lane == OutboxLane.SESSION) {
          health.clear(NOT_RECONCILED, id);
        }
        window.answered(lane, id);
        refusals.gone(lane, id);
        CompletableFuture<Void> _ = outbox.settle(lane, id).thenRun(() -> window.forget(lane, id));
        health.count("uplink.settled");
      }
      case "rejected" -> {
        String cause = PlainText.line(item.path("cause").asText("no cause given"), MAX_CAUSE);
        if (!isRejectionNoted(lane, id, cause)) {
          return;
        }
        window.answered(lane, id);
        refusals.gone(lane, id);
        CompletableFuture<Void> _ =
            outbox.quarantine(lane, id, cause).thenAccept(isStill -> window.forget(lane, id));
        refusals.rejected(lane, cause, clock.monotonicNanos());
      }
      default -> { // "retry" and what we do not know: due again
        health.count("uplink.retry_asked");
        if (lane == OutboxLane.SESSION) {
          health.raise(NOT_RECONCILED, id, "central has " + item.path("cause").asText());
        }
      }
    }
  }

  private boolean isRejectionNoted(OutboxLane lane, String id, String cause) {
    CentralListener who = listener;
    byte[] body = lane == OutboxLane.REQUEST ? outbox.body(lane, id) : null;
    return who == null || body == null || who.requestRejected(body, cause);
  }
}
