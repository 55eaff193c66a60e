package org.outrider.agent.upkeep.checkup;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.Version;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.FaultGroup;
import org.outrider.agent.base.health.Finding;
import org.outrider.agent.base.health.Finding.Verdict;
import org.outrider.agent.base.health.Limits;
import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.reading.vision.Look;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.reading.vision.ViewQuality;
import org.outrider.agent.reading.vision.onnx.DetectorOptions;
import org.outrider.agent.reading.vision.onnx.ModelException;
import org.outrider.agent.reading.vision.onnx.Models;
import org.outrider.agent.upkeep.equipment.Equipment;
import org.outrider.agent.upkeep.inventory.MaintenancePlan;
import org.outrider.agent.upkeep.update.UpdateFetch;
import org.outrider.agent.upkeep.update.UpdateSettings;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.sim.SimCamera;
import org.outrider.hal.sim.StreetScript;
import org.outrider.hal.spi.HalContext;

/**
 * Judges a unit part by part and says what to do. What it judges is opened by {@code outrider
 * doctor}, or in use by the unit that runs, for its console: the judgement is the same.
 */
public final class Checkup {
  private static final String KNOWN_PLATE = "GXY1284";
  private static final int DAYS_TO_RENEW = 30;

  private static final Pattern SLOT = Pattern.compile("root=PARTLABEL=root-([ab])");

  /** Between sharp and blurred pictures as {@link ViewQuality} has measured them. */
  private static final double LEAST_SHARPNESS = 10;

  private final UnitClock clock;
  private final List<Finding> findings = new ArrayList<>();

  public Checkup(UnitClock clock) {
    this.clock = clock;
  }

  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  public Verdict worst() {
    return findings.stream().map(Finding::verdict).max(Enum::compareTo).orElse(Verdict.GOOD);
  }

  public void say(String part, Verdict verdict, String value, String advice) {
    findings.add(new Finding(part, verdict, value, verdict == Verdict.GOOD ? "" : advice));
  }

  private static Verdict goodIf(boolean isGood) {
    return isGood ? Verdict.GOOD : Verdict.WARN;
  }

  /** A known plate, drawn and read by the very pipeline that reads the street. */
  public void reading(Path models) throws InterruptedException {
    try (PlateFinder finder = Models.open(models, DetectorOptions.DEFAULT)) {
      say(
          "models",
          Verdict.GOOD,
          finder.models().stream()
              .map(m -> m.name() + " " + m.version())
              .collect(Collectors.joining(", ", "", ", hashes right")),
          "");
      StreetScript script = StreetScript.parked(KNOWN_PLATE, 5, StreetScript.Light.DAY);
      try (SimCamera camera =
          new SimCamera(script, 1280, 720, 5, false, new HalContext("doctor", clock))) {
        String best = "";
        for (int i = 0; i < 5 && camera.next() instanceof Frame frame; i++) {
          try (frame) {
            Optional<Look> surest =
                finder.look(frame.image()).stream()
                    .max(Comparator.comparingDouble(l -> l.reading().confidence()));
            best = surest.map(l -> l.reading().text()).orElse(best);
          }
        }
        boolean isRight = best.equals(KNOWN_PLATE);
        say(
            "known plate",
            isRight ? Verdict.GOOD : Verdict.BAD,
            isRight ? "read right" : "read as \"" + best + "\"",
            "the models do not read on this machine: reinstall them");
      }
    } catch (ModelException e) {
      say("models", Verdict.BAD, String.valueOf(e.getMessage()), "reinstall the models");
    }
  }

  public void clock() {
    ClockQuality q = clock.quality();
    String now =
        "%s from %s"
            .formatted(
                clock.utc().truncatedTo(ChronoUnit.SECONDS),
                q.source().name().toLowerCase(Locale.ROOT));
    say(
        "clock",
        goodIf(q.synced()),
        q.synced() ? now + ", right within " + near(q.uncertainty()) : now,
        "time is not followed: check chrony and the GNSS receiver");
  }

  private static String near(Duration error) {
    return error.compareTo(Duration.ofSeconds(2)) < 0
        ? Math.max(1, error.toMillis()) + " ms"
        : error.toSeconds() + " s";
  }

  public void board(Probe probe) {
    probe
        .tempC()
        .ifPresent(
            t ->
                say(
                    "temperature",
                    goodIf(t < Limits.HOT_C),
                    "%.0f °C".formatted(t),
                    "the board throttles from %.0f °C. %s"
                        .formatted(Limits.HOT_C, FaultCode.TEMPERATURE_HIGH.advice())));
    probe
        .undervoltage()
        .ifPresent(
            u ->
                say(
                    "supply",
                    goodIf(u == 0),
                    u == 0 ? "steady" : "undervoltage now or since power-on",
                    FaultCode.SUPPLY_LOW.advice()));
    probe
        .storageWearPercent()
        .ifPresent(
            w ->
                say(
                    "storage wear",
                    goodIf(w < Limits.WORN_PERCENT),
                    w + " % of its rated life is used",
                    FaultCode.STORAGE_WORN.advice()));
  }

  /**
   * Room where the database lies.
   *
   * @param folder its own; null for the root
   */
  public void disk(@Nullable Path folder) {
    File of = folder == null ? new File("/") : folder.toFile();
    long free = of.getUsableSpace();
    say(
        "disk",
        Limits.isDiskLow(free) ? Verdict.BAD : Verdict.GOOD,
        "%d MiB free at %s".formatted(free >> 20, of),
        "less than %d MiB. %s".formatted(Limits.MIN_FREE_MB, FaultCode.DISK_LOW.advice()));
  }

  /** Which of the two roots of an image this is; nothing is said elsewhere. */
  public void slot() {
    try {
      Matcher slot = SLOT.matcher(Files.readString(Path.of("/proc/cmdline")));
      if (slot.find()) {
        say("slot", Verdict.GOOD, slot.group(1) + ", outrider " + Version.current(), "");
      }
    } catch (IOException e) {
      say("slot", Verdict.WARN, String.valueOf(e.getMessage()), "the kernel does not say");
    }
  }

  /**
   * A camera that gives frames.
   *
   * @param rate frames a second
   */
  public void camera(String id, ViewQuality view, double rate, boolean isFrozen) {
    String part = "camera " + id;
    String value =
        "%dx%d, %.0f frames/s, brightness %.0f, sharpness %.0f"
            .formatted(view.widthPx(), view.heightPx(), rate, view.brightness(), view.sharpness());
    if (isFrozen) {
      say(
          part,
          Verdict.BAD,
          value + ", the same picture each time",
          "where something moves before it, it hangs: cut its supply");
    } else if (view.brightness() < ViewQuality.DARKEST) {
      say(part, Verdict.WARN, value, "too dark: more light, gain or exposure; is the lens free?");
    } else if (view.brightness() > ViewQuality.BRIGHTEST) {
      say(part, Verdict.WARN, value, "too bright: less gain or exposure");
    } else if (view.sharpness() < LEAST_SHARPNESS) {
      say(part, Verdict.WARN, value, "blurred: clean the lens, then focus it");
    } else {
      say(part, Verdict.GOOD, value, "");
    }
  }

  /** The lists in force, and what is wrong with those that are not. */
  public void lists(Collection<HotList> lists, AgeLimits ages, Collection<Fault> faults) {
    for (HotList list : lists) {
      Duration age = list.edition().age(clock.utc());
      say(
          "hot list " + list.edition().listId(),
          goodIf(list.edition().builtAt() == null || ages.of(age) == Freshness.FRESH),
          list.edition().builtAt() == null
              ? Counted.of(list.size(), "entry") + ", kept here"
              : "%s, %d h old".formatted(Counted.of(list.size(), "entry"), age.toHours()),
          FaultCode.HOTLIST_STALE.advice());
    }
    List<Fault> wrong =
        faults.stream()
            .filter(f -> f.code().group() == FaultGroup.LIST)
            .filter(f -> f.code() != FaultCode.HOTLIST_STALE) // judged above, by its age
            .toList();
    if (lists.isEmpty() && wrong.isEmpty()) {
      say(
          "hot list",
          Verdict.WARN,
          "none",
          "No hot list is configured, so nothing can match. Add a [hotlist] section.");
    }
    for (Fault fault : wrong) {
      say("hot list", Verdict.BAD, fault.cause(), fault.code().advice());
    }
  }

  /** What waits for central. */
  public void backlog(Map<String, Long> counts, boolean hasUplink) {
    long waiting = 0;
    long refused = 0;
    for (Map.Entry<String, Long> lane : counts.entrySet()) {
      waiting += lane.getKey().endsWith(".new") ? lane.getValue() : 0;
      refused += lane.getKey().endsWith(".quarantined") ? lane.getValue() : 0;
    }
    say(
        "backlog",
        goodIf(!hasUplink || !Limits.isBacklog(waiting)),
        hasUplink
            ? Counted.of(waiting, "row waits", "rows wait") + " for central"
            : "no central is configured",
        FaultCode.UPLINK_DOWN.advice());
    if (refused > 0) {
      say(
          "refused",
          Verdict.WARN,
          Counted.of(refused, "row") + " that central refused",
          FaultCode.UPLINK_REJECTED.advice());
    }
  }

  /** What is to be done on the unit, and what is broken. */
  public void equipment(Equipment equipment) {
    for (MaintenancePlan.Due due : equipment.due()) {
      say(
          "to be " + due.work(),
          goodIf(!due.isLate(equipment.today())),
          "by " + due.on(),
          "it is late");
    }
    for (String damage : equipment.damage()) {
      say("damage", Verdict.WARN, damage, "replace the part, and enter that");
    }
  }

  public void update(UpdateSettings settings) {
    UpdateFetch.Result last = UpdateFetch.last(settings);
    String value =
        switch (last.outcome()) {
          case NOTHING -> "none is offered";
          case FAILED -> last.version() + " " + last.cause();
          case DONE -> last.version() + " runs, and is kept";
          case FETCHED -> last.version() + " is fetched, and waits until the unit is parked";
          default ->
              "%s on its way, %d MB so far"
                  .formatted(last.version(), last.fetchedBytes() / 1_000_000);
        };
    say(
        "update",
        goodIf(last.outcome() != UpdateFetch.Outcome.FAILED),
        value,
        "it is not tried again: offer another version");
  }

  public void certificate(Path file) {
    try (var in = Files.newInputStream(file)) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      Instant end = certificate.getNotAfter().toInstant();
      long days = Duration.between(clock.utc(), end).toDays();
      say(
          "certificate",
          days > DAYS_TO_RENEW ? Verdict.GOOD : days > 0 ? Verdict.WARN : Verdict.BAD,
          Counted.of(days, "day") + " left",
          "renew the unit's certificate");
    } catch (IOException | CertificateException e) {
      say("certificate", Verdict.BAD, String.valueOf(e.getMessage()), "install the certificate");
    }
  }
}
