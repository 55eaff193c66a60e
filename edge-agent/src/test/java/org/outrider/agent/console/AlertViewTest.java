package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ALR-12")
class AlertViewTest {
  private static byte[] hit(String position) {
    return """
    {"hit_id": "0194c1c0-0000-7000-8000-000000000001", "category": "BOLO", "unit_id": "pole-3",
     "raised_at": "2026-11-22T12:00:00Z", "wait_for_backup": true, "position": %s}
    """
        .formatted(position)
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aHitOfAnotherUnitSaysWhichOneSawItAndWhere() {
    AlertView card = AlertView.of(hit("{\"lat\": 41.14, \"lon\": -73.49}"), "car-1", null, null);
    assertEquals("pole-3, at 41.14000, -73.49000", card.seenBy(true));
    assertEquals(true, card.waitsForBackup());
    assertEquals(
        "pole-3, position not known", AlertView.of(hit("{}"), "car-1", null, null).seenBy(true));
  }

  @Test
  @Tag("LOC-02")
  void whereAUnitStandsIsKeptFromThoseWhoMayNotKnow() {
    AlertView card = AlertView.of(hit("{\"lat\": 41.14, \"lon\": -73.49}"), "car-1", null, null);
    assertEquals("pole-3: dispatch knows where that is", card.seenBy(false));
    assertEquals("", AlertView.of(hit("{}"), "pole-3", null, null).seenBy(false));
  }

  @Test
  void ofAHitOfItsOwnAUnitDoesNotSayWhere() {
    assertEquals("", AlertView.of(hit("{}"), "pole-3", null, null).seenBy(true));
  }
}
