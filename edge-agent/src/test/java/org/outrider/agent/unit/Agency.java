package org.outrider.agent.unit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.Hit;
import org.outrider.agent.alert.disposition.DispositionException;
import org.outrider.agent.alert.disposition.DispositionJson;
import org.outrider.agent.alert.disposition.DispositionStore;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.OnDuty;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.cli.AlertCard;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.MemoryHotList;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.hotlist.release.FolderSource;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.ImportReport;
import org.outrider.agent.hotlist.release.ReleaseBuilder;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.Classification;
import org.outrider.agent.policy.CustomEntrySettings;
import org.outrider.agent.policy.PolicyConfig;
import org.outrider.agent.policy.Profile;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.policy.Setting;
import org.outrider.agent.record.RecordEncoder;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.sim.SimLight;
import org.outrider.hal.sim.SimSounder;

/**
 * The parts of a unit that a profile governs, put together under one profile: what the acceptance
 * suites of the agencies act upon.
 */
public final class Agency implements AutoCloseable {
  public static final Actor OFFICER = new Actor("o1", "officer");
  public static final Actor SUPERVISOR = new Actor("s1", "supervisor");
  public static final Actor ADMINISTRATOR = new Actor("a1", "administrator");
  public static final Actor OTHER_ADMINISTRATOR = new Actor("a2", "administrator");

  public final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  public final ProfileRules policy;
  public final SimSounder sounder = SimSounder.create();
  public final AlertEngine alerts;
  public final Dispositions dispositions;

  /** The steps that central is told of. */
  public final List<String> told = new ArrayList<>();

  private final Path folder;
  private final SqliteCustomStore customStore;
  private final CustomEntries custom;
  private long version;

  public Agency(String profile, Path folder) throws Exception {
    this.folder = folder;
    policy = new ProfileRules(Profiles.shipped(profile));
    alerts =
        new AlertEngine(
            sounder,
            new SimLight(),
            new Health(),
            clock,
            Duration.ofSeconds(60),
            policy.alertRules());
    dispositions =
        new Dispositions(
            policy.dispositionRules(),
            new DispositionStore() {
              @Override
              public CompletableFuture<Void> presented(String hitId, byte[] body) {
                return CompletableFuture.completedFuture(null);
              }

              @Override
              public CompletableFuture<Void> step(
                  String dispositionId, String hitId, boolean isOpen, Instant at, byte[] body) {
                told.add(new String(body, StandardCharsets.UTF_8));
                return CompletableFuture.completedFuture(null);
              }

              @Override
              public List<byte[]> open() {
                return List.of();
              }
            },
            new DispositionJson(new UnitId("A", "u", Deployment.MOBILE), policy.profile().stamp()),
            clock,
            new Health());
    customStore = SqliteCustomStore.open(folder.resolve("hotlist/custom.db"));
    custom = new CustomEntries(customStore, policy.customRules());
    SigningKey.make(folder.resolve("keys"), "agency");
    Files.createDirectories(folder.resolve("trusted"));
    Files.copy(folder.resolve("keys/agency.pem"), folder.resolve("trusted/agency.pem"));
  }

  public Profile profile() {
    return policy.profile();
  }

  /** As a profile says it. */
  public String says(Setting<?> setting) {
    return profile().text(setting);
  }

  public String clause(Setting<?> setting) {
    return profile().clause(setting);
  }

  /** An alert that waits for an answer. */
  public UUID present(Category category) throws Exception {
    Alert alert = alert(category);
    dispositions.present(alert);
    return alert.hit().hitId();
  }

  /** Empty when a hit may be verified so; else why not. */
  public String verifying(UUID hit, String system, boolean isExigent) {
    try {
      var _ = dispositions.verify(hit, system, true, true, true, isExigent, OFFICER);
      return "";
    } catch (DispositionException e) {
      return String.valueOf(e.getMessage());
    }
  }

  public Instant now() {
    return clock.utc();
  }

  public CustomEntries custom() {
    return custom;
  }

  public List<String> changesForCentral() throws HotListException {
    return customStore.untold().values().stream()
        .map(b -> new String(b, StandardCharsets.UTF_8))
        .toList();
  }

  /** A draft that has all that any profile asks for. */
  public EntryDraft draft(String plate) {
    return draft(plate, Map.of());
  }

  /** The same with some fields otherwise; an empty one is left out. */
  public EntryDraft draft(String plate, Map<String, String> changed) {
    return draft(plate, changed, true, null, now().plus(Duration.ofDays(5)), "NCIC");
  }

  public EntryDraft draft(
      String plate,
      Map<String, String> changed,
      boolean suspicion,
      @Nullable String basis,
      @Nullable Instant end,
      @Nullable String verifiedBy) {
    Map<String, String> fields = new HashMap<>();
    for (String name : CustomEntrySettings.FIELDS) {
      fields.put(name, "some " + name);
    }
    fields.put("purpose_code", "stolen_vehicle");
    fields.putAll(changed);
    fields.values().removeIf(String::isEmpty);
    return new EntryDraft(
        plate,
        "US-CT",
        Category.STOLEN_VEHICLE,
        20,
        "stop only with probable cause, ID occupants",
        fields,
        suspicion,
        basis,
        verifiedBy,
        end);
  }

  /** Why an entry is refused; empty when it is not. */
  public String refusal(EntryDraft draft, Actor by) {
    try {
      custom.add(draft, by, now());
      return "";
    } catch (HotListException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Takes a signed list in, one row for each category, plates ZZ001 and so on by its number. */
  public ImportReport takeIn(String source, Set<Category> categories) throws Exception {
    List<String> rows = new ArrayList<>();
    for (Category c : categories) {
      rows.add("%s,US-CT,%s".formatted(plateOf(c), c.name()));
    }
    version++;
    Path csv =
        Files.writeString(
            folder.resolve("list-" + version + ".csv"),
            "plate,state,category\n" + String.join("\n", rows) + "\n");
    Path release = folder.resolve("release-" + version);
    Path manifest =
        ReleaseBuilder.build(
            csv,
            new ReleaseBuilder.Order("list", version, null, source, now(), null, "generic"),
            release,
            now());
    Files.writeString(
        manifest,
        HotListManifest.read(manifest)
            .signedBy(SigningKey.read(folder.resolve("keys/agency.key.pem")))
            .json());
    return store()
        .install(
            new FolderSource(release),
            TrustedKeys.of(folder.resolve("trusted")),
            policy.importRules(),
            now(),
            n -> {})
        .report();
  }

  public static String plateOf(Category category) {
    return "ZZ%03d".formatted(category.number());
  }

  private ReleaseStore store() {
    return new ReleaseStore(folder.resolve("hotlist"), new SqliteHotLists());
  }

  /** Whether any file of the unit's lists holds a text. */
  public boolean isInAnyListFile(String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("hotlist"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  /** What a read of a plate matches, in the lists taken in and in people's own entries. */
  public List<Match> matches(String plate) throws HotListException {
    List<ReleaseStore.Active> open = new ArrayList<>();
    try {
      List<HotList> lists = new ArrayList<>();
      for (String id : store().listIds()) {
        open.add(store().open(id));
        lists.add(open.getLast().list());
      }
      lists.add(custom.list());
      return match(lists, plate);
    } finally {
      open.forEach(ReleaseStore.Active::close);
    }
  }

  private List<Match> match(List<HotList> lists, String plate) {
    return new Matcher(() -> lists, policy.matchRules(Confusions.CLASSES))
        .match(PlateText.of(plate), List.of(), "US-CT", now())
        .matches();
  }

  /** Whether an entry of a category matches that got past the import by some other way. */
  public boolean matchesIfListed(Category category) {
    HotListEntry entry = entry(category, "");
    HotList list = new MemoryHotList(new Edition("list", "1", now()), List.of(entry));
    return !match(List.of(list), entry.plate().raw()).isEmpty();
  }

  private static HotListEntry entry(Category category, String instructions) {
    return new HotListEntry(
        "E" + category.number(),
        PlateText.of(plateOf(category)),
        "US-CT",
        category,
        20,
        Classification.LOCAL,
        ListedVehicle.UNKNOWN,
        instructions,
        null,
        null);
  }

  /** The alert of a hit of a category on a list of some age; nothing when it is not told. */
  public Optional<Alert> alert(Category category, Duration listAge, String instructions) {
    return alerts.raise(
        hit(category, listAge, instructions),
        PlateText.of(plateOf(category)),
        clock.monotonicNanos(),
        () -> new AlertEngine.Shown(read(category), List.of(patch())));
  }

  public Alert alert(Category category) {
    return alert(category, Duration.ofHours(1), "").orElseThrow();
  }

  /** The hit as central gets it. */
  public JsonNode hitRecord(Category category, Duration listAge, String instructions)
      throws IOException {
    return new ObjectMapper()
        .readTree(
            encoder()
                .hit(
                    hit(category, listAge, instructions),
                    read(category),
                    12,
                    List.of("sound", "light")));
  }

  public JsonNode readRecord() throws IOException {
    return new ObjectMapper().readTree(encoder().read(read(Category.BOLO), false));
  }

  public boolean tellsVehicle() {
    return policy.tellsVehicle();
  }

  /**
   * What a read matches of one entry that lists a plate, or a part of one, on a vehicle of a colour
   * (NCIC's code).
   */
  public List<Match> described(String plate, String color, String read, SeenVehicle seen) {
    HotListEntry entry =
        new HotListEntry(
            "E1",
            PlateText.of(plate),
            "US-CT",
            Category.STOLEN_PLATE,
            20,
            Classification.LOCAL,
            new ListedVehicle("2019", "HOND", "CIV", "4D", color, ""),
            "",
            null,
            null);
    HotList list = new MemoryHotList(new Edition("list", "7", now()), List.of(entry));
    return new Matcher(() -> List.of(list), policy.matchRules(Confusions.CLASSES))
        .match(PlateText.of(read), List.of(), null, "US-CT", seen, now())
        .matches();
  }

  /** What the officer is shown of such a match. */
  public String cardOf(Match match) {
    Hit hit = new Hit(UUID.randomUUID(), UUID.randomUUID(), Duration.ofHours(1), match, now());
    Read read = read(Category.STOLEN_PLATE);
    return card(
        alerts
            .raise(
                hit,
                match.entry().plate(),
                clock.monotonicNanos(),
                () -> new AlertEngine.Shown(read, List.of(patch())))
            .orElseThrow());
  }

  /** What central gets of such a match. */
  public JsonNode hitRecord(Match match) throws IOException {
    Hit hit = new Hit(UUID.randomUUID(), UUID.randomUUID(), Duration.ofHours(1), match, now());
    return new ObjectMapper()
        .readTree(encoder().hit(hit, read(Category.STOLEN_PLATE), 12, List.of("sound")));
  }

  private RecordEncoder encoder() {
    return new RecordEncoder(
        policy.recordStamp(policy.retentionRules(1L << 30), Optional.of("B-12")),
        policy.alertRules(),
        () -> OnDuty.NOBODY,
        List::of);
  }

  private Hit hit(Category category, Duration listAge, String instructions) {
    HotListEntry entry = entry(category, instructions);
    return new Hit(
        UUID.randomUUID(),
        UUID.randomUUID(),
        listAge,
        new Match(
            new Edition("list", "7", now().minus(listAge)),
            entry,
            Match.Type.EXACT,
            List.of(),
            null,
            Match.Agreement.YES,
            List.of()),
        now());
  }

  private static Picture patch() {
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8};
    return Picture.jpeg(ImageRef.Role.PLATE_PATCH, jpeg, 120, 40);
  }

  private Read read(Category category) {
    return new Read(
        UUID.randomUUID(),
        new UnitId("CT0000000", "car-7", Deployment.MOBILE),
        "front",
        clock.stamp(),
        ReadPosition.NONE,
        PlateText.of(plateOf(category)),
        plateOf(category),
        0.97,
        null,
        List.of(),
        List.of(),
        "US-CT",
        0.9,
        SeenVehicle.UNKNOWN,
        Quad.box(0, 0, 90, 30),
        List.of(),
        now(),
        now(),
        3,
        List.of(),
        List.of("list@7"),
        false);
  }

  /** What the terminal shows of an alert. */
  public static String card(Alert alert) {
    java.io.StringWriter out = new java.io.StringWriter();
    AlertCard.print(new java.io.PrintWriter(out), alert);
    return out.toString().replaceAll("[│┌┐└┘─]", " ").replaceAll("\\s+", " ");
  }

  /** Categories of which something holds. */
  public static Set<Category> those(java.util.function.Predicate<Category> test) {
    Set<Category> out = EnumSet.noneOf(Category.class);
    for (Category c : Category.values()) {
      if (test.test(c)) {
        out.add(c);
      }
    }
    return out;
  }

  /** Why a unit of this agency does not start with such a retention; empty when it does. */
  public String refusedRetention(@Nullable Integer days) {
    try {
      ProfileRules.of(
          new PolicyConfig(profile().id(), Optional.empty(), Optional.ofNullable(days)));
      return "";
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close() {
    alerts.close();
    customStore.close();
  }
}
