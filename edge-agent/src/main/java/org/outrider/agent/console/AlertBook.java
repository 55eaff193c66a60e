package org.outrider.agent.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.tinylog.Logger;

/**
 * The cards of alerts, and the pictures of the last ones, which may not be on disk yet when they
 * are first asked for. What is not at hand comes from the store. Safe for several threads.
 */
final class AlertBook {
  private static final int MOST_CARDS = 2000;
  private static final int MOST_PICTURES = 64;

  private final ConsoleUnit unit;
  private final Map<UUID, AlertView> cards = newest(MOST_CARDS);
  private final Map<String, Picture> pictures = newest(MOST_PICTURES);

  AlertBook(ConsoleUnit unit) {
    this.unit = unit;
  }

  private static <K, V> Map<K, V> newest(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** An alert was raised. */
  void add(Alert alert) {
    byte[] hit = unit.record(alert);
    AlertView card =
        AlertView.of(
            hit,
            unit.name(),
            hash(alert, ImageRef.Role.PLATE_PATCH),
            hash(alert, ImageRef.Role.OVERVIEW));
    synchronized (this) {
      cards.put(card.hitId(), card);
      alert.pictures().forEach(p -> pictures.put(p.ref().sha256(), p));
    }
  }

  private static @Nullable String hash(Alert alert, ImageRef.Role role) {
    return alert.pictures().stream()
        .filter(p -> p.ref().role() == role)
        .map(p -> p.ref().sha256())
        .findFirst()
        .orElse(null);
  }

  /** The card of an alert; empty when nothing is known of it any more. */
  Optional<AlertView> card(UUID hitId) {
    synchronized (this) {
      AlertView known = cards.get(hitId);
      if (known != null) {
        return Optional.of(known);
      }
    }
    StoredHit stored = unit.stored(hitId);
    if (stored == null) {
      return Optional.empty();
    }
    try {
      AlertView card = AlertView.of(stored.body(), unit.name(), stored.patch(), stored.overview());
      synchronized (this) {
        cards.put(hitId, card);
      }
      return Optional.of(card);
    } catch (RuntimeException e) { // damaged: the other alerts are still shown
      Logger.tag("console").warn("hit {} cannot be shown: {}", hitId, e.getMessage());
      return Optional.empty();
    }
  }

  /** A picture of an alert; null when it is gone. */
  byte @Nullable [] picture(String sha256) {
    synchronized (this) {
      Picture known = pictures.get(sha256);
      if (known != null) {
        return known.data();
      }
    }
    return unit.picture(sha256);
  }
}
