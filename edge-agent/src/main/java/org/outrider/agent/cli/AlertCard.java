package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.time.Duration;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.base.text.PlainText;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.PlatePattern;
import org.outrider.agent.hotlist.match.DescriptorCheck;
import org.outrider.agent.hotlist.match.Match;

/** An alert as a card on a terminal. */
public final class AlertCard {
  private static final int WIDTH = 66;

  private AlertCard() {}

  public static void print(PrintWriter out, Alert alert) {
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
            + spaced(listed(entry))
            + (match.substitutions().isEmpty() ? "" : "   differs " + match.substitutions())
            + (match.otherRead() == null ? "" : "   second reader: " + match.otherRead()));
    row(
        card,
        "state   listed %s, read %s"
            .formatted(
                entry.state() == null ? "unknown" : entry.state(),
                alert.read().region() == null ? "unknown" : alert.read().region()));
    String vehicle = entry.vehicle().text();
    if (!vehicle.isEmpty()) {
      row(card, "vehicle listed " + vehicle);
    }
    for (DescriptorCheck d : match.descriptors()) {
      if (!d.seen().isEmpty()) {
        row(card, "%-7s %s".formatted(d.name(), d.text()));
      }
    }
    Duration age = alert.hit().listAge();
    row(
        card,
        "list    %s, %d h old%s"
            .formatted(
                alert.hit().listId(),
                age.toHours(),
                alert.freshness() == Freshness.FRESH ? "" : "  " + alert.freshness()));
    if (entry.category().isPerson()) {
      row(card, "The alert is about the vehicle, not about who drives it.");
    }
    if (alert.rule().advisesDispatch()) {
      row(card, "Advise dispatch first.");
    }
    if (alert.rule().waitsForBackup()) {
      row(card, "Wait for backup before a stop.");
    }
    if (!alert.reminder().isEmpty()) {
      row(card, alert.reminder());
    }
    row(
        card,
        "camera  %s   %.0f ms after capture   by %s"
            .formatted(
                alert.read().cameraId(), alert.latencyMs(), String.join(", ", alert.channels())));
    line(card, "└" + bar + "┘");
    Terminal.control(out, colour ? "\u001b[1;97;41m" : "");
    out.print(card);
    Terminal.control(out, colour ? "\u001b[0m" : "");
    out.flush();
  }

  /** A pattern with its signs. */
  private static String listed(HotListEntry entry) {
    String raw = entry.plate().raw();
    return PlatePattern.isPattern(raw)
        ? raw.toUpperCase(java.util.Locale.ROOT)
        : entry.plate().normalized();
  }

  private static String spaced(String text) {
    return String.join(" ", text.split(""));
  }

  /** One or more lines, broken between words; what a list wrote acts on no terminal. */
  private static void row(StringBuilder card, String text) {
    int most = WIDTH - 2;
    String rest = PlainText.line(text);
    do {
      int end = rest.length();
      if (end > most) {
        int blank = rest.lastIndexOf(' ', most);
        end = blank > 0 ? blank : most;
      }
      String part = rest.substring(0, end);
      line(card, "│ " + part + " ".repeat(most - part.length()) + " │");
      rest = rest.substring(end).stripLeading();
    } while (!rest.isEmpty());
  }

  private static void line(StringBuilder card, String text) {
    card.append(text).append(System.lineSeparator());
  }
}
