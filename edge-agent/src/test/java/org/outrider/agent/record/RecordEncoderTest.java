package org.outrider.agent.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.base.plate.Candidate;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.link.uplink.PlainStamp;
import org.outrider.hal.sim.ManualClock;

class RecordEncoderTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));

  private JsonNode encoded() throws Exception {
    Read read =
        new Read(
            UUID.fromString("01890a5d-ac96-774b-bcce-b302099a8057"),
            new UnitId("CT0000000", "car-7", Deployment.MOBILE),
            "front",
            clock.stamp(),
            ReadPosition.NONE,
            PlateText.of("XB0-421"),
            "X80421",
            0.91236,
            null,
            List.of(),
            List.of(new Candidate("XB0421", 0.91), new Candidate("X80421", 0.05)),
            null,
            0,
            SeenVehicle.UNKNOWN,
            Quad.box(10, 20, 90, 30),
            List.of(),
            clock.utc(),
            clock.utc(),
            3,
            List.of(),
            List.of("hotlist@1"),
            true);
    return new ObjectMapper()
        .readTree(
            new RecordEncoder(PlainStamp.of(), AlertRules.DEFAULT, () -> OnDuty.NOBODY, List::of)
                .read(read, false));
  }

  @Test
  @Tag("CAP-08")
  void whatTheReaderAloneSaidIsKeptBesideWhatWasConcluded() throws Exception {
    JsonNode plate = encoded().path("plate");
    assertEquals("X80421", plate.path("raw").asText());
    assertEquals("XB0421", plate.path("normalized").asText());
    assertEquals("X80421", plate.path("candidates").get(1).path("text").asText());
  }

  @Test
  @Tag("CAP-01")
  void aReadAlwaysHasATimeAndAStatedPosition() throws Exception {
    JsonNode read = encoded();
    assertEquals(clock.utc(), Instant.parse(read.path("captured_at").asText()));
    assertEquals("none", read.path("position").path("source").asText());
    assertFalse(read.path("position").has("lat"), "no position must not look like one");
  }

  @Test
  @Tag("HL-03")
  void aReadNamesTheListItWasComparedWith() throws Exception {
    JsonNode list = encoded().path("hotlist_versions").get(0);
    assertEquals("hotlist", list.path("list_id").asText());
    assertEquals("1", list.path("version").asText());
  }

  @Test
  @Tag("UPL-04")
  @Tag("RET-01")
  void aRecordSaysForWhomItIsAndUntilWhen() throws Exception {
    JsonNode read = encoded();
    assertEquals("agency_only", read.path("dissemination").asText());
    assertTrue(read.path("retention").path("not_before").isNull());
    assertEquals("2026-12-21T12:00:00Z", read.path("retention").path("purge_after").asText());
    assertEquals("[]", read.path("retention").path("hold_ids").toString());
  }
}
