package org.outrider.agent.console;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.AlertRules;
import org.outrider.agent.alert.CategorySwitches;
import org.outrider.agent.alert.Hit;
import org.outrider.agent.alert.disposition.DispositionJson;
import org.outrider.agent.alert.disposition.DispositionRules;
import org.outrider.agent.alert.disposition.DispositionStore;
import org.outrider.agent.alert.disposition.Dispositions;
import org.outrider.agent.base.health.Finding;
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
import org.outrider.agent.base.tls.ServerIdentity;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.ListedVehicle;
import org.outrider.agent.hotlist.MemoryHotList;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.custom.CustomRules;
import org.outrider.agent.hotlist.custom.EntryWork;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.match.MatchRules;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.PlainStamp;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.Keep;
import org.outrider.agent.people.iam.Classification;
import org.outrider.agent.people.iam.LogOn;
import org.outrider.agent.people.iam.LogOnRules;
import org.outrider.agent.people.iam.LogOnWatch;
import org.outrider.agent.people.iam.Password;
import org.outrider.agent.people.iam.Session;
import org.outrider.agent.people.iam.SessionRules;
import org.outrider.agent.people.iam.Sessions;
import org.outrider.agent.people.iam.User;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.record.RecordEncoder;
import org.outrider.agent.store.SqliteAccountStore;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.agent.upkeep.equipment.EquipmentStore;
import org.outrider.agent.upkeep.inventory.Assignment;
import org.outrider.agent.upkeep.inventory.Component;
import org.outrider.agent.upkeep.inventory.Inventory;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;
import org.outrider.hal.clock.CaptureStamp;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.sim.ManualClock;

/** A console that is really served, over a unit without cameras, on a clock that stands. */
public final class Served implements ConsoleUnit, AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  public static final String PASSWORD = "correct horse battery";
  public static final String RELEASE = "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U";
  private static final Password HASHED = Password.of(PASSWORD.toCharArray());
  private static final Pattern FORM = Pattern.compile("name=\"form\" value=\"([^\"]+)\"");

  /** Much as the shipped default has it, but that officers may check plates too. */
  public static final ConsoleRules RULES =
      new ConsoleRules(
          "default@1",
          Rights.of(
              Set.of("officer", "supervisor"),
              Set.of("officer", "supervisor"),
              Set.of("officer", "supervisor", "administrator")),
          List.of("NCIC", "DISPATCH"),
          "Compare characters, state and vehicle.",
          false,
          Set.of("purpose", "reason", "case_number"),
          List.of("stolen_vehicle", "missing_person"),
          false,
          List.of("case_number", "synopsis", "purpose_code"),
          List.of("stolen_vehicle", "bolo"),
          true,
          Set.of("administrator"));

  public final ManualClock clock = new ManualClock(NOW);
  public final Health health = new Health();
  public final Sessions sessions;
  public final Path auditFile;
  public final Audit audit;
  public final Console console;
  @Nullable TlsException unidentified;
  private final UnitId id = new UnitId("CT0000000", "car-7", Deployment.MOBILE);
  private final RecordEncoder encoder =
      new RecordEncoder(PlainStamp.of(), AlertRules.DEFAULT, () -> OnDuty.NOBODY, List::of);
  private final CategorySwitches switches =
      new CategorySwitches(
          new AlertRules(
              Map.of(
                  Category.STOLEN_VEHICLE,
                  new AlertRules.CategoryRule(
                      AlertRules.Telling.REQUIRED, AlertRules.Response.OFFICER, false, true)),
              AgeLimits.DEFAULT,
              12,
              ""));
  private final Dispositions dispositions;

  /** What was told to central of the parts. */
  public final List<String> reports = new ArrayList<>();

  private final Equipment equipment;
  private final SqliteAccountStore accounts;
  private final Path customFile;
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final MemoryHotList list;

  public Served(Path folder) throws Exception {
    this(
        folder,
        RULES,
        new SessionRules(Optional.of(Duration.ofMinutes(30)), true),
        Optional.empty(),
        new NoStore());
  }

  /** A unit that keeps what becomes of alerts. */
  public Served(Path folder, DispositionStore kept) throws Exception {
    this(
        folder,
        RULES,
        new SessionRules(Optional.of(Duration.ofMinutes(30)), true),
        Optional.empty(),
        kept);
  }

  public Served(
      Path folder, ConsoleRules rules, SessionRules sessionRules, Optional<ServerIdentity> tls)
      throws Exception {
    this(folder, rules, sessionRules, tls, new NoStore());
  }

  private Served(
      Path folder,
      ConsoleRules rules,
      SessionRules sessionRules,
      Optional<ServerIdentity> tls,
      DispositionStore kept)
      throws Exception {
    SigningKey.make(folder, "unit");
    auditFile = folder.resolve("audit.db");
    customFile = folder.resolve("custom.db");
    audit =
        new Audit(
            id,
            "default@1",
            Keep.END_OF_NEXT_CALENDAR_YEAR,
            new SqliteAuditStore(auditFile),
            SigningKey.read(folder.resolve("unit.key.pem")),
            clock,
            health);
    equipment =
        new Equipment(
            new Equipment.Owner(id, "default@1", "A-117", Assignment.NONE, MaintenancePlan.DEFAULT),
            new Remembered(reports),
            SigningKey.read(folder.resolve("unit.key.pem")),
            clock::utc,
            () ->
                new Inventory(
                    List.of(
                        new Component(
                            "camera", "front", "Maker", "C1", "C-100", "1.2", "T-1", null),
                        new Component("lens", "front", "Maker", "L1", "", "", "", null)),
                    Map.of("outrider", "0.1.0"),
                    List.of()));
    accounts = SqliteAccountStore.open(folder.resolve("accounts.db"));
    sessions = new Sessions(sessionRules, clock);
    dispositions =
        new Dispositions(
            new DispositionRules(true, Duration.ofSeconds(60), false, Set.of("NCIC", "DISPATCH")),
            kept,
            new DispositionJson(id, "default@1"),
            clock,
            health);
    list =
        new MemoryHotList(
            new Edition("ncic", "12", NOW.minus(Duration.ofHours(3))),
            List.of(
                entry("e1", "ABC123", Category.STOLEN_VEHICLE, "Approach with care."),
                entry("e2", "XYZ789", Category.WANTED_PERSON, "Armed.", Classification.NCIC)));
    LogOn logOn =
        new LogOn(
            "CT0000000/car-7",
            () ->
                new UserList(
                    "CT0000000",
                    1,
                    NOW.plus(Duration.ofDays(30)),
                    UserList.ROLES.stream().map(Served::user).toList()),
            new LogOnRules(
                5,
                Duration.ofMinutes(15),
                Optional.empty(),
                Optional.of(365),
                "default@1",
                Set.of()),
            accounts,
            clock,
            LogOnWatch.NONE);
    console =
        new Console(
            new Console.Place("127.0.0.1", 0, tls),
            this,
            rules,
            logOn,
            sessions,
            audit,
            clock,
            false,
            () -> {});
    try {
      console.serve();
    } catch (TlsException e) { // as a unit whose certificate has not come yet
      unidentified = e;
    }
  }

  public static User user(String role) {
    return new User(
        role,
        "A " + role,
        role,
        HASHED,
        LocalDate.of(2027, 3, 31),
        "default@1",
        role.equals("supervisor") ? Classification.NCIC : Classification.LOCAL,
        null,
        role.equals("administrator") ? RELEASE : null);
  }

  public static HotListEntry entry(
      String id, String plate, Category category, String instructions) {
    return entry(id, plate, category, instructions, Classification.LOCAL);
  }

  public static HotListEntry entry(
      String id,
      String plate,
      Category category,
      String instructions,
      Classification classification) {
    return new HotListEntry(
        id,
        PlateText.of(plate),
        "US-CT",
        category,
        10,
        classification,
        ListedVehicle.of("2019 GRY SEDAN"),
        instructions,
        null,
        null);
  }

  /** Nothing is kept over a restart here. */
  private static final class NoStore implements DispositionStore {
    @Override
    public CompletableFuture<Void> presented(String hitId, byte[] body) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> step(
        String dispositionId, String hitId, boolean isOpen, Instant at, byte[] body) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<byte[]> open() {
      return List.of();
    }
  }

  /** Keeps reports in memory. */
  private static final class Remembered implements EquipmentStore {
    private final Map<String, byte[]> known = new LinkedHashMap<>();
    private final List<String> reports;

    Remembered(List<String> reports) {
      this.reports = reports;
    }

    @Override
    public CompletableFuture<Void> storeReport(
        OutboxLane lane, String reportId, byte[] body, String name, byte[] remembered) {
      reports.add(new String(body, StandardCharsets.UTF_8));
      return remember(name, remembered);
    }

    @Override
    public CompletableFuture<Void> remember(String name, byte[] body) {
      known.put(name, body);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public byte[] remembered(String name) {
      return known.get(name);
    }
  }

  /** A listed vehicle passes: shown at once. */
  public UUID alert(String read, HotListEntry entry, Match.Type type) {
    Alert alert = made(read, entry, type);
    dispositions.present(alert);
    console.alert(alert);
    return alert.hit().hitId();
  }

  /** The same through an engine, which may hold it back. */
  public Optional<UUID> raise(AlertEngine engine, String read, HotListEntry entry) {
    Alert made = made(read, entry, Match.Type.EXACT);
    return engine
        .raise(
            made.hit(),
            made.read().plate(),
            clock.monotonicNanos(),
            () -> new AlertEngine.Shown(made.read(), made.pictures()))
        .map(a -> a.hit().hitId());
  }

  private Alert made(String read, HotListEntry entry, Match.Type type) {
    UUID hitId = UUID.randomUUID();
    UUID readId = UUID.randomUUID();
    Picture patch =
        Picture.jpeg(
            ImageRef.Role.PLATE_PATCH, ("patch " + read).getBytes(StandardCharsets.UTF_8), 240, 80);
    CaptureStamp stamp =
        new CaptureStamp(clock.monotonicNanos(), clock.utc(), ClockQuality.unsynced());
    return new Alert(
        new Hit(
            hitId,
            readId,
            Duration.ofHours(3),
            new Match(
                list.edition(), entry, type, List.of(), null, Match.Agreement.UNKNOWN, List.of()),
            clock.utc()),
        new Read(
            readId,
            id,
            "front",
            stamp,
            ReadPosition.NONE,
            PlateText.of(read),
            read,
            .93,
            null,
            List.of(),
            List.of(),
            null,
            0,
            SeenVehicle.UNKNOWN,
            Quad.box(0, 0, 100, 50),
            List.of(patch.ref()),
            clock.utc(),
            clock.utc(),
            9,
            List.of(),
            List.of("ncic@12"),
            false),
        List.of(patch),
        List.of("sound"),
        80,
        AlertRules.PLAIN,
        Freshness.FRESH,
        "");
  }

  // --- as a browser ------------------------------------------------------------------------------

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + console.port() + path);
  }

  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  public static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** Somebody's browser, logged on without typing. */
  public Browser as(String role) {
    return new Browser(sessions.open(user(role)));
  }

  public Browser nobody() {
    return new Browser(null);
  }

  /** Bears a cookie, and the token of its forms. */
  public final class Browser {
    private String cookie;
    private String formToken;

    Browser(Session session) {
      cookie = session == null ? "" : "outrider=" + session.token();
      formToken = session == null ? "" : session.formToken();
    }

    String cookie() {
      return cookie;
    }

    void formToken(String other) {
      formToken = other;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
      HttpResponse<String> answer = send(HttpRequest.newBuilder(at(path)).header("Cookie", cookie));
      Matcher m = FORM.matcher(answer.body());
      if (m.find()) {
        formToken = m.group(1);
      }
      return answer;
    }

    public HttpResponse<String> post(String path, String... fields)
        throws IOException, InterruptedException {
      Map<String, String> all = new LinkedHashMap<>();
      all.put("form", formToken);
      for (int i = 0; i < fields.length; i += 2) {
        all.put(fields[i], fields[i + 1]);
      }
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(at(path))
                  .header("Cookie", cookie)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString(form(all))));
      answer
          .headers()
          .firstValue("Set-Cookie")
          .ifPresent(c -> cookie = c.substring(0, c.indexOf(';')));
      return answer;
    }
  }

  /** What was written down, oldest first; once everything noted is written. */
  public List<String> events() throws Exception {
    audit.close();
    List<String> out = new ArrayList<>();
    try (SqliteAuditStore store = new SqliteAuditStore(auditFile)) {
      store.each(out::add);
    }
    return out;
  }

  // --- as a unit ---------------------------------------------------------------------------------

  @Override
  public String name() {
    return "car-7";
  }

  @Override
  public Status status() {
    return new Status(
        List.of(
            new Status.Lamp("Reading", "on", Status.Level.GOOD),
            new Status.Lamp("GNSS", "ok", Status.Level.GOOD)),
        List.of(),
        List.of(new Status.Pending("read", 3)));
  }

  /** How long no frame was read. */
  volatile Duration silence = Duration.ZERO;

  @Override
  public Duration silence() {
    return silence;
  }

  @Override
  public Dispositions dispositions() {
    return dispositions;
  }

  @Override
  public byte[] record(Alert alert) {
    return encoder.hit(alert.hit(), alert.read(), alert.latencyMs(), alert.channels());
  }

  @Override
  public StoredHit stored(UUID hitId) {
    return null;
  }

  @Override
  public byte[] picture(String sha256) {
    return null;
  }

  @Override
  public org.outrider.agent.hotlist.match.Matcher matcher() {
    return new org.outrider.agent.hotlist.match.Matcher(() -> List.of(list), MatchRules.DEFAULT);
  }

  @Override
  public <T> T entries(EntryWork<T> work) throws HotListException {
    try (SqliteCustomStore store = SqliteCustomStore.open(customFile)) {
      return work.on(
          new CustomEntries(
              store,
              new CustomRules(
                  Set.of("officer", "supervisor", "administrator"),
                  Set.of("supervisor", "administrator"),
                  "supervisor",
                  false,
                  Set.of("case_number"),
                  true,
                  Duration.ofDays(30),
                  Duration.ofDays(7),
                  false,
                  false,
                  Set.of(),
                  p -> true,
                  Set.of(),
                  4)));
    }
  }

  @Override
  public CategorySwitches switches() {
    return switches;
  }

  @Override
  public Equipment equipment() {
    return equipment;
  }

  @Override
  public List<String> cameras() {
    return List.of("front");
  }

  @Override
  public List<Finding> checkup() {
    return List.of(
        new Finding("known plate", Finding.Verdict.GOOD, "read right", ""),
        new Finding("camera front", Finding.Verdict.BAD, "no <frames>", "check cable"));
  }

  @Override
  public Aim aim(String camera) {
    return new Aim(
        new byte[] {1},
        1280,
        720,
        120,
        List.of(new Aim.Plate("TEST01", 140, 300, 2, 1), new Aim.Plate("plate", 40, 20, 20, 0)));
  }

  @Override
  public void close() {
    console.close();
    audit.close();
    accounts.close();
  }
}
