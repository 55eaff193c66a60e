package org.outrider.agent.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.alert.Hit;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.people.iam.Classification;
import org.outrider.hal.clock.CaptureStamp;
import org.outrider.hal.clock.ClockQuality;

class AlertCardTest {
  private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

  private static Alert alert(String instructions, String listId) {
    HotListEntry entry =
        new HotListEntry(
            "1",
            PlateText.of("ZZ10001"),
            "US-CT",
            Category.STOLEN_VEHICLE,
            1,
            Classification.LOCAL,
            ListedVehicle.UNKNOWN,
            instructions,
            null,
            null);
    Match match =
        new Match(
            new Edition(listId, "1", NOW),
            entry,
            Match.Type.EXACT,
            List.of(),
            null,
            Match.Agreement.UNKNOWN,
            List.of());
    Read read =
        new Read(
            UUID.randomUUID(),
            new UnitId("A", "u", Deployment.MOBILE),
            "front",
            new CaptureStamp(0, NOW, ClockQuality.unsynced()),
            ReadPosition.NONE,
            PlateText.of("ZZ10001"),
            "ZZ10001",
            0.9,
            null,
            List.of(),
            List.of(),
            null,
            0,
            SeenVehicle.UNKNOWN,
            Quad.box(0, 0, 9, 3),
            List.of(),
            NOW,
            NOW,
            3,
            List.of(),
            List.of(),
            false);
    return new Alert(
        new Hit(UUID.randomUUID(), read.readId(), Duration.ZERO, match, NOW),
        read,
        List.of(),
        List.of("sound"),
        7,
        new AlertRules.CategoryRule(
            AlertRules.Telling.ON, AlertRules.Response.OFFICER, false, false),
        Freshness.FRESH,
        "");
  }

  @Test
  void whatAListWroteIsShownAndActsOnNoTerminal() {
    StringWriter out = new StringWriter();
    AlertCard.print(
        new PrintWriter(out), alert("armed\u001b[2J\u001b]0;safe\u0007 \u202edemra", "li\u009bst"));
    String card = out.toString();
    assertTrue(card.contains("armed<U+001B>[2J<U+001B>]0;safe<U+0007> <U+202E>demra"), card);
    assertTrue(card.contains("li<U+009B>st"), card);
    assertFalse(card.chars().anyMatch(c -> c == 0x1b || c == 0x9b || c == 0x202e || c == 7), card);
  }
}
