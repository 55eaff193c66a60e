package org.outrider.agent.app;

import java.io.PrintWriter;
import java.time.Duration;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.Match;

/** An alert as a card on a terminal. */
final class AlertCard {
  private static final Duration STALE = Duration.ofHours(24);
  private static final int WIDTH = 66;

  private AlertCard() {}

  static void print(PrintWriter out, Alert alert) {
    boolean colour = Terminal.isThere();
    Match match = alert.hit().match();
    HotListEntry entry = match.entry();
    String head = match.type() == Match.Type.EXACT ? "" : "POSSIBLE ";
    StringBuilder card = new StringBuilder();
    String bar = "─".repeat(WIDTH);
    line(card, "┌" + bar + "┐");
    row(
        card,
        head + entry.category().label().toUpperCase(java.util.Locale.ROOT) + "   not confirmed");
    if (!entry.instructions().isEmpty()) {
      row(card, entry.instructions());
    }
    row(
        card,
        "read    "
            + spaced(alert.read().plate().normalized())
            + "   %3.0f %%".formatted(100 * alert.read().confidence()));
    row(
        card,
        "listed  "
            + spaced(entry.plate().normalized())
            + (match.substitutions().isEmpty() ? "" : "   differs " + match.substitutions()));
    row(
        card,
        "state   listed %s, read %s"
            .formatted(
                entry.state() == null ? "unknown" : entry.state(),
                alert.read().region() == null ? "unknown" : alert.read().region()));
    String listed = entry.vehicle().text();
    if (!listed.isEmpty()) {
      row(card, "vehicle listed " + listed);
    }
    Duration age = alert.hit().listAge();
    row(
        card,
        "list    %s, %d h old%s"
            .formatted(
                alert.hit().listId(), age.toHours(), age.compareTo(STALE) > 0 ? "  STALE" : ""));
    row(
        card,
        "camera  %s   %.0f ms after capture   by %s"
            .formatted(
                alert.read().cameraId(), alert.latencyMs(), String.join(", ", alert.channels())));
    line(card, "└" + bar + "┘");
    out.print((colour ? "\u001b[1;97;41m" : "") + card + (colour ? "\u001b[0m" : ""));
    out.flush();
  }

  private static String spaced(String text) {
    return String.join(" ", text.split(""));
  }

  private static void row(StringBuilder card, String text) {
    for (int at = 0; at < Math.max(1, text.length()); at += WIDTH - 2) {
      String part = text.substring(at, Math.min(text.length(), at + WIDTH - 2));
      line(card, "│ " + part + " ".repeat(WIDTH - 2 - part.length()) + " │");
    }
  }

  private static void line(StringBuilder card, String text) {
    card.append(text).append(System.lineSeparator());
  }
}
