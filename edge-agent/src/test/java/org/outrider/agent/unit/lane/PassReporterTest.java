package org.outrider.agent.unit.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListUnreadableException;
import org.outrider.agent.hotlist.ListedPattern;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.hotlist.release.ListFile;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.agent.reading.position.Zone;
import org.outrider.agent.reading.track.Pass;
import org.outrider.agent.reading.track.TrackEvent;
import org.outrider.agent.reading.vision.Detection;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PatchShape;
import org.outrider.agent.reading.vision.PlateDetector;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.PlateReader;
import org.outrider.agent.reading.vision.RegionReader;
import org.outrider.agent.record.RecordEncoder;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.unit.ProfileRules;
import org.outrider.hal.clock.CaptureStamp;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.NativeImages;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimLight;
import org.outrider.hal.sim.SimSounder;

/** What becomes of a pass, with the real list, store and alerts; only the models are played. */
class PassReporterTest {
  private static final Quad PLATE = Quad.box(100, 100, 60, 20);
  private static final Zone COURT =
      new Zone(
          "court",
          List.of(
              new Zone.Corner(41.10, -73.50),
              new Zone.Corner(41.20, -73.50),
              new Zone.Corner(41.20, -73.40),
              new Zone.Corner(41.10, -73.40)));

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final Health health = new Health();
  private final PositionHistory positions = new PositionHistory(Duration.ofSeconds(10));
  private final AlertEngine alerts =
      new AlertEngine(
          SimSounder.create(),
          new SimLight(),
          health,
          clock,
          Duration.ofSeconds(60),
          AlertRules.DEFAULT);
  private final List<Alert> shown = new ArrayList<>();
  private SqliteStore store;
  private PassReporter.Services services;

  @BeforeEach
  void open() throws Exception {
    NativeImages.load();
    Path list = folder.resolve("list.csv");
    Files.writeString(
        list, "plate,state,category,priority,expires_at\nABC123,,stolen_vehicle,10,\n");
    store = SqliteStore.open(folder.resolve("outrider.db"), health, clock::utc);
    alerts.addScreen(shown::add);
    ProfileRules policy = new ProfileRules(Profiles.shipped("default"));
    services =
        new PassReporter.Services(
            new UnitId("CT0000000", "u", Deployment.MOBILE),
            clock,
            positions,
            new Matcher(ListFile.read(list)),
            health,
            alerts,
            store,
            new RecordEncoder(
                policy.recordStamp(policy.retentionRules(1L << 30), Optional.empty()),
                AlertRules.DEFAULT,
                () -> OnDuty.NOBODY,
                List::of),
            List.of(),
            false,
            List.of(COURT),
            false);
  }

  @AfterEach
  void close() {
    alerts.close();
    store.close();
  }

  private static final ModelId MODEL = new ModelId("m", "1", "0".repeat(64));
  private static final PatchShape SHAPE = new PatchShape(160, 48, false, 0, 0);

  /** Not asked here: the looks are made by hand. */
  private record Detector() implements PlateDetector {
    @Override
    public List<Detection> detect(Image picture) {
      return List.of();
    }

    @Override
    public ModelId model() {
      return MODEL;
    }

    @Override
    public void close() {}
  }

  /** Not asked either. */
  private record Reader() implements PlateReader {
    @Override
    public PatchShape shape() {
      return SHAPE;
    }

    @Override
    public Reading read(Mat patch, double aspect, Supplier<RegionShares> region) {
      return Reading.NOTHING;
    }

    @Override
    public ModelId model() {
      return MODEL;
    }

    @Override
    public void close() {}
  }

  /** Answers as told. */
  private record Regions(Supplier<RegionShares> says) implements RegionReader {
    @Override
    public PatchShape shape() {
      return SHAPE;
    }

    @Override
    public RegionShares read(Mat patch) {
      return says.get();
    }

    @Override
    public ModelId model() {
      return MODEL;
    }

    @Override
    public void close() {}
  }

  private PassReporter desk(Supplier<RegionShares> region) {
    return new PassReporter(
        services, new PlateFinder(new Detector(), new Reader(), new Regions(region), null, null));
  }

  @Test
  void aListThatCannotBeSearchedIsAFaultUntilItCanBeSearchedAgain() throws Exception {
    AtomicBoolean isBroken = new AtomicBoolean(true);
    HotList list =
        new HotList() {
          @Override
          public Edition edition() {
            return new Edition("state", "1", clock.utc());
          }

          @Override
          public List<HotListEntry> find(String index) {
            if (isBroken.get()) {
              throw new HotListUnreadableException("page 7");
            }
            return List.of();
          }

          @Override
          public List<ListedPattern> patterns() {
            return List.of();
          }

          @Override
          public int size() {
            return 0;
          }
        };
    PassReporter desk =
        new PassReporter(
            new PassReporter.Services(
                services.unit(),
                clock,
                positions,
                new Matcher(list),
                health,
                alerts,
                store,
                services.encoder(),
                List.of(),
                false,
                List.of(),
                false),
            new PlateFinder(new Detector(), new Reader(), null, null, null));
    desk.report(new TrackEvent.Final(1, pass(), picture()));
    assertEquals(
        List.of(FaultCode.HOTLIST_UNREADABLE), health.faults().stream().map(Fault::code).toList());
    isBroken.set(false);
    desk.report(new TrackEvent.Final(2, pass(), picture()));
    assertEquals(List.of(), health.faults());
    desk.close();
  }

  /** A second reader that answers what it is given. */
  private record Second(Supplier<String> text) implements PlateReader {
    @Override
    public PatchShape shape() {
      return SHAPE;
    }

    @Override
    public Reading read(Mat patch, double aspect, Supplier<RegionShares> region) {
      return new Reading(
          text.get()
              .chars()
              .mapToObj(
                  c ->
                      new CharReading(List.of(new CharReading.Alternative((char) c, 0.9)), 0, 0, 1))
              .toList(),
          0.7);
    }

    @Override
    public ModelId model() {
      return MODEL;
    }

    @Override
    public void close() {}
  }

  private PassReporter with(Supplier<String> second) {
    return new PassReporter(
        services, new PlateFinder(new Detector(), new Reader(), null, null, new Second(second)));
  }

  private JsonNode hit() throws Exception {
    store.flush().join();
    return Json.MAPPER.readTree(store.body(store.waiting(OutboxLane.HIT, 1).getFirst()));
  }

  private Pass pass() {
    CaptureStamp now = clock.stamp();
    List<CharReading> chars =
        "ABC123"
            .chars()
            .mapToObj(
                c -> new CharReading(List.of(new CharReading.Alternative((char) c, 0.99)), 0, 0, 1))
            .toList();
    return new Pass(
        "front",
        PlateText.of("ABC123"),
        "ABC123",
        0.95,
        chars,
        List.of(),
        PLATE,
        now,
        1,
        now,
        1,
        now,
        1,
        2,
        now);
  }

  private static Image picture() {
    return Image.own(new Mat(300, 400, CvType.CV_8UC3, new Scalar(90, 90, 90)));
  }

  private void stands(double latitudeDeg, double longitudeDeg) {
    positions.add(
        new Fix(
            clock.monotonicNanos(),
            clock.utc(),
            latitudeDeg,
            longitudeDeg,
            0,
            10,
            90,
            3,
            1,
            3,
            Fix.Source.GNSS));
  }

  /** What has been stored of reads that are final. */
  private List<JsonNode> reads() throws Exception {
    store.flush().join();
    List<JsonNode> out = new ArrayList<>();
    for (OutboxRow row : store.waiting(OutboxLane.READ, 10)) {
      out.add(new ObjectMapper().readTree(store.body(row)));
    }
    return out;
  }

  private List<String> faults() {
    return health.faults().stream().map(f -> f.code() + " " + f.subject()).toList();
  }

  @Test
  @Tag("ALR-01")
  void aRegionModelThatCannotBeRunKeepsNoAlertAndNoReadBack() throws Exception {
    stands(40, -70);
    List<Supplier<RegionShares>> says =
        new ArrayList<>(
            List.of(
                () -> {
                  throw new IllegalStateException("region: inference failed");
                },
                () -> new RegionShares(List.of("US-CT"), new double[] {1}, 0.5)));
    try (PassReporter desk = desk(() -> says.removeFirst().get())) {
      desk.report(new TrackEvent.Final(1, pass(), picture()));
      assertEquals("ABC123", shown.getFirst().hit().match().entry().plate().raw());
      assertTrue(reads().getFirst().path("plate").path("region").isNull(), reads().toString());
      assertEquals(List.of("MODEL_FAILED region"), faults());

      desk.report(new TrackEvent.Final(2, pass(), picture()));
      assertEquals(List.of(), faults());
    }
  }

  @Test
  @Tag("CAP-03")
  void aPassThatGoesOnInsideAZoneStaysAsItWasReadOutside() throws Exception {
    try (PassReporter desk = desk(() -> RegionShares.NONE)) {
      stands(41.15, -73.51);
      desk.report(new TrackEvent.Early(1, pass(), picture()));
      assertEquals(0, reads().size());
      Instant outside = clock.utc();

      clock.advance(Duration.ofSeconds(5));
      stands(41.15, -73.45);
      desk.report(new TrackEvent.Final(1, pass(), picture()));
      desk.report(new TrackEvent.Final(2, pass(), picture()));
      JsonNode read = reads().getFirst();
      assertEquals(1, reads().size());
      assertEquals(outside.toString(), read.path("captured_at").asText());
      assertEquals(1, health.counted("reads.in_no_capture_zone"));
    }
  }

  @Test
  @Tag("MAT-02")
  void aHitOnAPlateThatTwoReadersReadDifferentlyIsOnlyPossible() throws Exception {
    try (PassReporter desk = with(() -> "A8C123")) {
      desk.report(new TrackEvent.Final(1, pass(), picture()));
    }
    Match match = shown.getFirst().hit().match();
    assertEquals(Match.Type.SIMILAR, match.type());
    assertEquals("A8C123", match.otherRead());
    JsonNode plate = hit().path("plate");
    assertEquals("A8C123", plate.path("second_read").asText());
    assertFalse(plate.path("readers_agree").asBoolean(true));
    assertEquals(0.8, plate.path("confidence").asDouble(), "limited from .95");
    assertEquals("A8C123", hit().path("match").path("other_read").asText());
  }

  @Test
  @Tag("MAT-01")
  void aHitOnAPlateThatTwoReadersReadAlikeIsExactAndKeepsItsConfidence() throws Exception {
    try (PassReporter desk = with(() -> "ABC123")) {
      desk.report(new TrackEvent.Final(1, pass(), picture()));
    }
    assertEquals(Match.Type.EXACT, shown.getFirst().hit().match().type());
    JsonNode plate = hit().path("plate");
    assertTrue(plate.path("readers_agree").asBoolean());
    assertEquals(0.95, plate.path("confidence").asDouble());
    assertTrue(hit().path("match").path("other_read").isMissingNode());
  }

  @Test
  @Tag("ALR-01")
  void aSecondReaderThatCannotBeRunKeepsNoAlertBack() throws Exception {
    List<Supplier<String>> says =
        new ArrayList<>(
            List.of(
                () -> {
                  throw new IllegalStateException("inference failed");
                },
                () -> "ABC123"));
    try (PassReporter desk = with(() -> says.removeFirst().get())) {
      desk.report(new TrackEvent.Final(1, pass(), picture()));
      assertEquals(Match.Type.EXACT, shown.getFirst().hit().match().type());
      assertTrue(reads().getFirst().path("plate").path("second_read").isMissingNode());
      assertEquals(List.of("MODEL_FAILED second-reader"), faults());
      desk.report(new TrackEvent.Final(2, pass(), picture()));
      assertEquals(List.of(), faults());
    }
  }
}
