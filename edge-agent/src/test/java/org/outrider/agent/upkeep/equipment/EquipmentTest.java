package org.outrider.agent.upkeep.equipment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SealedJson;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.Keep;
import org.outrider.agent.reading.capture.Duty;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.UnitFolder;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.spi.Devices;

class EquipmentTest {
  private static final UnitId UNIT = new UnitId("CT0000000", "car-7", Deployment.MOBILE);

  @TempDir Path folder;
  private final Health health = new Health();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T12:00:00Z"));
  private final PositionHistory positions = new PositionHistory(Duration.ofSeconds(5));
  private final Duty duty = new Duty(Duty.State.ON);
  private SqliteStore store;
  private Audit audit;

  @BeforeEach
  void board() throws Exception {
    SigningKey.make(folder, "unit");
    write("sys/firmware/devicetree/base/model", "Raspberry Pi 5 Model B Rev 1.0\0");
    write("sys/firmware/devicetree/base/serial-number", "10000000abcdef01\0");
    write("sys/class/block/mmcblk0/device/name", "SC64G\n");
    write("sys/class/block/mmcblk0/device/serial", "0x1234\n");
    write("sys/class/block/mmcblk0/device/life_time", "0x02 0x03\n");
    Files.createDirectories(folder.resolve("board/sys/class/block/mmcblk0p1"));
    camera("C-100");
  }

  private void write(String path, String text) throws Exception {
    Path file = folder.resolve("board").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A USB camera as the kernel shows it: the device's own files stand two steps up. */
  private void camera(String serial) throws Exception {
    write("sys/devices/usb1/1-1/idVendor", "32e4\n");
    write("sys/devices/usb1/1-1/manufacturer", "Maker\n");
    write("sys/devices/usb1/1-1/product", "Global Shutter\n");
    write("sys/devices/usb1/1-1/serial", serial + "\n");
    write("sys/devices/usb1/1-1/1-1:1.0/name", "x");
    Path video = folder.resolve("board/sys/class/video4linux/video0");
    Files.createDirectories(video);
    if (!Files.exists(video.resolve("device"))) {
      Files.createSymbolicLink(
          video.resolve("device"), folder.resolve("board/sys/devices/usb1/1-1/1-1:1.0"));
    }
  }

  private UnitConfig config(String more) throws Exception {
    return ConfigReader.parse(
        "test",
        """
        [unit]
        agency = "CT0000000"
        id = "car-7"
        [[camera]]
        id = "front"
        uri = "v4l2:/dev/video0"
        [[camera]]
        id = "rear"
        uri = "rtsp://user:secret@192.0.2.7/stream"
        [gnss]
        uri = "fixed:41.14,-73.49"
        [inventory]
        asset_tag = "A-117"
        board = "sysfs:%s/board"
        [[part]]
        type = "lens"
        position = "front"
        model = "25 mm"
        serial = "L-5"
        installed_on = 2026-03-01
        [[part]]
        type = "camera"
        position = "front"
        tag = "T-1"
        serial = "C-100"
        """
                .formatted(folder)
            + more,
        folder,
        new Devices());
  }

  private EquipmentLoop loop(UnitConfig config) throws Exception {
    SigningKey key = SigningKey.read(folder.resolve("unit.key.pem"));
    store = SqliteStore.open(folder.resolve("outrider.db"), health, clock::utc);
    audit =
        new Audit(
            UNIT,
            "default@1",
            Keep.END_OF_NEXT_CALENDAR_YEAR,
            new SqliteAuditStore(folder.resolve("audit.db")),
            key,
            clock,
            health);
    return new EquipmentLoop(
        config.equipment(),
        new Devices(),
        new EquipmentLoop.Services(
            UNIT,
            "default@1",
            store,
            key,
            positions,
            duty,
            audit,
            health,
            clock,
            List.of(new ModelRef("detector", "1", "ab"))),
        () -> {});
  }

  private List<JsonNode> reports() throws Exception {
    List<JsonNode> out = new ArrayList<>();
    for (OutboxRow row : store.waiting(OutboxLane.INVENTORY, 10)) {
      String text = new String(store.body(OutboxLane.INVENTORY, row.id()), StandardCharsets.UTF_8);
      JsonNode n = Json.MAPPER.readTree(text);
      assertEquals(n.path("hash").asText(), Sha256.of(SealedJson.unsealed(text)));
      out.add(n);
    }
    return out;
  }

  private void closeAll(EquipmentLoop loop) {
    loop.close();
    audit.close();
    store.close();
  }

  @Test
  @Tag("INV-01")
  void aSwappedCameraIsReportedWithTheOldAndTheNewSerialNumber() throws Exception {
    EquipmentLoop loop = loop(config(""));
    loop.parts();
    loop.parts(); // nothing has changed
    JsonNode first = reports().getFirst();
    assertEquals(1, reports().size());
    assertEquals("first", first.path("reason").asText());
    assertEquals("A-117", first.path("asset_tag").asText());
    assertEquals(
        "[board, storage mmcblk0, camera front, camera rear, gnss, lens front]",
        loop.equipment().now().components().stream().map(c -> c.place()).toList().toString());
    JsonNode board = first.at("/components/0");
    assertEquals("10000000abcdef01", board.path("serial").asText());
    JsonNode camera = first.at("/components/2");
    assertEquals(
        "Maker Global Shutter C-100 T-1",
        "%s %s %s %s"
            .formatted(
                camera.path("maker").asText(),
                camera.path("model").asText(),
                camera.path("serial").asText(),
                camera.path("tag").asText()));
    assertFalse(first.toString().contains("secret"), "an address bears no password");
    assertEquals("2026-03-01", first.at("/components/5/installed_on").asText());

    camera("C-200");
    loop.parts();
    JsonNode second = reports().getLast();
    assertEquals("change", second.path("reason").asText());
    assertEquals(1, second.path("changes").size());
    assertEquals("C-100", second.at("/changes/0/old/serial").asText());
    assertEquals("C-200", second.at("/changes/0/new/serial").asText());
    assertEquals(
        List.of("PART_DIFFERS camera front: serial number C-200, recorded as C-100"),
        health.faults().stream().map(EquipmentTest::text).toList());

    camera("C-100"); // the recorded one is mounted again
    loop.parts();
    assertEquals(List.of(), health.faults());
    camera("C-200");
    loop.parts();
    int changes = reports().size();

    clock.advance(Duration.ofDays(29));
    loop.parts();
    assertEquals(changes, reports().size());
    clock.advance(Duration.ofDays(1));
    loop.parts();
    assertEquals("monthly", reports().getLast().path("reason").asText());
    closeAll(loop);
  }

  private static String text(Fault f) {
    return f.code() + " " + f.subject() + ": " + f.cause();
  }

  @Test
  @Tag("INV-04")
  @Tag("INV-02")
  void whatIsDueIsAFaultUntilItIsDoneAndSurvivesARestart() throws Exception {
    EquipmentLoop loop = loop(config(""));
    loop.parts();
    clock.advance(Duration.ofDays(31));
    closeAll(loop);
    loop = loop(config(""));
    loop.parts();
    assertEquals(
        List.of("SERVICE_DUE cleaned: to be cleaned by 2026-12-22"),
        health.faults().stream().map(EquipmentTest::text).toList());
    clock.advance(Duration.ofDays(335));
    loop.parts();
    assertTrue(
        health.faults().stream()
            .map(EquipmentTest::text)
            .toList()
            .contains("SERVICE_DUE counted: to be counted by 2027-11-22"));
    closeAll(loop);
  }

  @Test
  @Tag("INV-05")
  void aHotStarvedOrWornBoardIsAFaultWhileItIs() throws Exception {
    write("sys/class/thermal/thermal_zone0/temp", "84500\n");
    write("sys/class/hwmon/hwmon0/in0_lcrit_alarm", "1\n");
    write("sys/class/block/mmcblk0/device/life_time", "0x02 0x0a\n");
    EquipmentLoop loop = loop(config(""));
    loop.board();
    assertEquals(
        List.of(
            "STORAGE_WORN board: 100 % of its rated life is used",
            "SUPPLY_LOW board: undervoltage now or since power-on",
            "TEMPERATURE_HIGH board: 85 °C (limit 80 °C)"),
        health.faults().stream().map(EquipmentTest::text).toList());
    write("sys/class/thermal/thermal_zone0/temp", "60000\n");
    loop.board();
    assertEquals(2, health.faults().size());
    closeAll(loop);
  }

  private void at(double lat, double lon) {
    positions.add(
        new Fix(
            clock.monotonicNanos(),
            clock.utc(),
            lat,
            lon,
            Double.NaN,
            0,
            Double.NaN,
            5,
            1.0,
            3,
            Fix.Source.GNSS));
    loopNow.assigned();
  }

  private EquipmentLoop loopNow;

  @Test
  @Tag("LOC-03")
  void outsideOfWhereItIsAssignedAUnitStopsToCaptureAndGoesOnWhenItIsBack() throws Exception {
    loopNow =
        loop(
            config(
                """
                [assignment]
                vehicle = "4417"
                approved_by = "Chief Roe"
                valid_until = 2026-12-31
                lat = 41.14
                lon = -73.49
                radius_m = 5000
                """));
    loopNow.assigned();
    assertTrue(duty.runsCameras(), "without a fix nobody knows better");
    at(41.14, -73.49);
    assertTrue(duty.runsCameras());
    at(41.24, -73.49); // 11 km north
    assertFalse(duty.runsCameras());
    assertEquals(Duty.State.HALTED, duty.state());
    assertTrue(text(health.faults().getFirst()).matches("NOT_ASSIGNED unit: 111\\d\\d m from .*"));
    clock.advance(Duration.ofMinutes(1));
    loopNow.assigned();
    assertFalse(duty.runsCameras(), "a lost fix does not let it go on");
    duty.set(Duty.State.ON);
    assertFalse(duty.makesReads(), "nor does a log-on");
    at(41.15, -73.49);
    assertTrue(duty.makesReads());
    assertEquals(List.of(), health.faults());
    audit.close();
    List<String> events = new ArrayList<>();
    try (SqliteAuditStore kept = new SqliteAuditStore(folder.resolve("audit.db"))) {
      kept.each(events::add);
    }
    assertEquals(2, events.stream().filter(e -> e.contains("\"action\":\"assignment\"")).count());
    closeAll(loopNow);
  }

  @Test
  @Tag("LOC-03")
  void aUnitWorksOnlyOnTheBoardAndUpToTheDayThatWereApproved() throws Exception {
    EquipmentLoop other =
        loop(
            config(
                """
                [assignment]
                site = "Main Street"
                approved_by = "Chief Roe"
                board_serial = "10000000ffffffff"
                """));
    other.assigned();
    assertFalse(duty.runsCameras());
    assertTrue(
        text(health.faults().getFirst())
            .contains("board 10000000abcdef01, assigned to 10000000ffffffff"));
    closeAll(other);
    EquipmentLoop ended =
        loop(
            config(
                """
                [assignment]
                site = "Main Street"
                approved_by = "Chief Roe"
                board_serial = "10000000abcdef01"
                valid_until = 2026-11-21
                """));
    ended.assigned();
    assertFalse(duty.runsCameras());
    assertTrue(text(health.faults().getFirst()).contains("the assignment ended on 2026-11-21"));
    closeAll(ended);
  }

  @Test
  @Tag("LOC-03")
  void aWholeUnitThatIsElsewhereMakesNoReads() throws Exception {
    Devices devices = new Devices();
    String text =
        """
        [unit]
        agency = "CT0000000"
        id = "pole-1"
        deployment = "fixed"
        [[camera]]
        id = "front"
        uri = "sim:parked?plates=KRV9014&seconds=20&fps=5"
        [gnss]
        uri = "fixed:41.14,-73.49"
        [assignment]
        site = "Main Street"
        approved_by = "Chief Roe"
        lat = %s
        lon = -73.49
        radius_m = 100
        """;
    for (String lat : List.of("41.14", "41.20")) {
      Path of = Files.createDirectories(folder.resolve("unit" + lat));
      try (AgentUnit unit =
          new AgentUnit(
              ConfigReader.parse("test", text.formatted(lat), of, devices),
              Path.of("..", "models"),
              devices,
              new SystemClock(),
              false)) {
        unit.start();
        if (lat.equals("41.14")) {
          await(() -> unit.store().counts().getOrDefault("reads_stored", 0L) > 0);
        } else {
          await(
              () ->
                  unit.health().faults().stream()
                      .anyMatch(f -> f.code() == FaultCode.NOT_ASSIGNED));
          await(() -> isQuiet(unit));
          assertEquals(0, unit.store().counts().getOrDefault("reads_stored", 0L));
        }
      }
    }
  }

  /** Whether no frame comes for a second and more; five would. */
  private static boolean isQuiet(AgentUnit unit) {
    long before = unit.health().counted("frame.captured");
    LockSupport.parkNanos(1_500_000_000L);
    return before == unit.health().counted("frame.captured");
  }

  private static void await(BooleanSupplier isSo) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!isSo.getAsBoolean()) {
      assertTrue(System.nanoTime() < end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Test
  @Tag("INV-02")
  @Tag("INV-01")
  void technicianCountsAtTheUnitAndTheFleetIsReconciled() throws Exception {
    UnitFolder unit = new UnitFolder(folder);
    unit.users("technician", "officer");
    unit.profile("");
    unit.config();
    Files.writeString(
        folder.resolve("outrider.toml"),
        Files.readString(folder.resolve("outrider.toml"))
            + """
            [inventory]
            asset_tag = "A-117"
            board = "sysfs:%s/board"
            [[part]]
            type = "camera"
            position = "front"
            tag = "T-1"
            [[part]]
            type = "lens"
            serial = "L-5"
            """
                .formatted(folder));
    String shown =
        UnitFolder.run("inventory", "--config", folder + "/outrider.toml", "--models", "../models");
    assertTrue(shown.startsWith("0 ") && shown.contains("10000000abcdef01"), shown);
    assertTrue(shown.contains("model outrider-detector") && shown.contains("to be counted"), shown);
    Files.writeString(folder.resolve("marks"), "t-1\n0x1234\n10000000ABCDEF01\nNEW-1\n");
    String refused = count("officer");
    assertTrue(refused.startsWith("2 ") && refused.contains("officer is officer"), refused);
    String counted = count("technician");
    assertTrue(counted.startsWith("1 "), counted);
    assertTrue(counted.matches("(?s).*MISSING +lens +L-5.*EXTRA +not in the record +NEW-1.*"));
    Path report = folder.resolve("report-1.json");
    try (SqliteStore kept = SqliteStore.open(folder.resolve("outrider.db"), health, Instant::now)) {
      OutboxRow row = kept.waiting(OutboxLane.SERVICE, 1).getFirst();
      Files.write(report, kept.body(OutboxLane.SERVICE, row.id()));
    }
    Files.writeString(
        folder.resolve("fleet.csv"),
        """
        unit,type,serial,tag,bought
        car-7,camera,,T-1,2025
        car-7,lens,L-5,,2025
        car-8,gnss,NEW-1,,2025
        car-7,board,10000000abcdef01,,2025
        """);
    String fleet =
        UnitFolder.run("inventory", "reconcile", folder + "/fleet.csv", report.toString());
    assertTrue(fleet.startsWith("1 "), fleet);
    assertTrue(fleet.contains("extra=1, match=2, missing=1, moved=1"), fleet);
    assertTrue(fleet.matches("(?s).*MOVED +gnss +NEW-1 +record: car-8 +found: car-7.*"), fleet);
    Files.writeString(folder.resolve("fleet.csv"), "unit,type\n");
    assertTrue(
        UnitFolder.run("inventory", "reconcile", folder + "/fleet.csv", report.toString())
            .contains("line 1: columns [unit, type], expected among them"));
  }

  private String count(String who) {
    return UnitFolder.run(
        Stream.of(
                "inventory",
                "check",
                "--config",
                folder + "/outrider.toml",
                "--as",
                who,
                "--password-file",
                folder + "/password",
                "--marks",
                folder + "/marks")
            .toArray(String[]::new));
  }
}
