package org.outrider.agent.unit.lane;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.alert.AlertEngine;
import org.outrider.agent.alert.Hit;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.plate.Region;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.read.Ids;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.ModelRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.base.read.ReadPosition;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.agent.hotlist.Edition;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.reading.position.PositionHistory;
import org.outrider.agent.reading.position.Zone;
import org.outrider.agent.reading.track.Pass;
import org.outrider.agent.reading.track.TrackEvent;
import org.outrider.agent.reading.vision.PictureEncoder;
import org.outrider.agent.reading.vision.PlateFinder;
import org.outrider.agent.record.RecordEncoder;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.clock.CaptureStamp;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * What becomes of a track event: a read is made, matched, told and stored, in this order, so that
 * the officer's alert waits for nothing. One desk serves one camera and lives on that camera's
 * thread.
 */
public final class PassReporter implements AutoCloseable {
  private static final int MOST_OPEN = 512;

  /**
   * What a desk needs; shared by all cameras.
   *
   * @param noCapture where nothing is recorded
   */
  public record Services(
      UnitId unit,
      UnitClock clock,
      PositionHistory positions,
      Matcher matcher,
      Health health,
      AlertEngine alerts,
      SqliteStore store,
      RecordEncoder encoder,
      List<ModelRef> models,
      boolean keepsHitsOnly,
      List<Zone> noCapture,
      boolean isTraining) {}

  /** A pass that was reported early: its read's id and the entries already told. */
  private record Open(UUID readId, Set<String> told) {}

  private final Services services;
  private final PlateFinder finder;
  private final PictureEncoder pictures = new PictureEncoder();
  private final Map<Long, Open> open = new HashMap<>();

  /**
   * @param finder tells what a picture shows of a plate besides its number
   */
  public PassReporter(Services services, PlateFinder finder) {
    this.services = services;
    this.finder = finder;
  }

  public void report(TrackEvent event) {
    try (event) {
      if (isForbidden(event.pass())) {
        if (event instanceof TrackEvent.Final) {
          leftOut(open.remove(event.passNumber()));
        }
        return;
      }
      boolean isFinal = event instanceof TrackEvent.Final;
      Pass pass = event.pass();
      Open known = open.get(event.passNumber());
      if (known == null) {
        known = new Open(Ids.next(pass.best().utc()), new HashSet<>());
        if (!isFinal && open.size() < MOST_OPEN) {
          open.put(event.passNumber(), known);
        }
      }
      if (isFinal) {
        open.remove(event.passNumber());
      }
      tell(event, pass, known, isFinal);
    }
  }

  /** What was read before the zone began stays as it was; else there is nothing but a count. */
  private void leftOut(@Nullable Open known) {
    if (known == null) {
      services.health().count("reads.in_no_capture_zone");
    } else {
      services.store().finishEarly(known.readId().toString());
    }
  }

  /** Whether the unit stood where nothing may be recorded, at any end of the pass (CAP-03). */
  private boolean isForbidden(Pass pass) {
    if (services.noCapture().isEmpty()) {
      return false;
    }
    for (CaptureStamp at : List.of(pass.first(), pass.best(), pass.last())) {
      ReadPosition place = services.positions().at(at.monotonicNanos());
      if (services.noCapture().stream().anyMatch(z -> z.contains(place))) {
        return true;
      }
    }
    return false;
  }

  private void tell(TrackEvent event, Pass pass, Open known, boolean isFinal) {
    Region region =
        besides(
            "region",
            Region.UNKNOWN,
            () -> finder.region(event.frame(), pass.quad(), pass.chars()));
    SeenVehicle vehicle =
        besides("paint", SeenVehicle.UNKNOWN, () -> finder.vehicle(event.frame(), pass.quad()));
    @Nullable SecondReading second =
        besides(
                "second-reader",
                Optional.<SecondReading>empty(),
                () -> finder.secondReading(event.frame(), pass.quad()))
            .orElse(null);
    Matcher.Result found =
        services
            .matcher()
            .match(
                pass.plate(), pass.chars(), second, region.code(), vehicle, services.clock().utc());
    found
        .failures()
        .forEach((id, why) -> services.health().raise(FaultCode.HOTLIST_UNREADABLE, id, why));
    found
        .editions() // of the lists that could be searched
        .forEach(e -> services.health().clear(FaultCode.HOTLIST_UNREADABLE, e.listId()));
    // Encoded once, and only when first asked for: the alert's sound does not wait for it.
    Lazy lazy = new Lazy(event, pass, known.readId(), second, region, vehicle, found.editions());
    for (Match match : found.matches()) {
      if (known.told().add(match.edition().listId() + "/" + match.entry().entryId())) {
        services.health().count(isFinal ? "hits.at_end_of_pass" : "hits.early");
        hit(match, pass, known.readId(), lazy);
      }
    }
    if (services.keepsHitsOnly() && known.told().isEmpty()) {
      if (isFinal) {
        services.health().count("reads.not_kept");
        services.store().countReadNotKept();
      }
      return;
    }
    AlertEngine.Shown shown = lazy.get();
    Read read = shown.read();
    CompletableFuture<Void> _ =
        services
            .store()
            .storeRead(
                read.readId().toString(),
                read.captured().utc(),
                isFinal,
                services.encoder().read(read, !known.told().isEmpty()),
                shown.pictures());
    if (isFinal) {
      Logger.tag("read")
          .debug(
              "read {} of camera {} from {} looks", read.readId(), pass.cameraId(), pass.looks());
    }
  }

  /** What a model tells besides the number; one that cannot be run keeps no alert back. */
  private <T> T besides(String model, T unknown, Supplier<T> asked) {
    try {
      T told = asked.get();
      services.health().clear(FaultCode.MODEL_FAILED, model);
      return told;
    } catch (IllegalStateException e) {
      services.health().raise(FaultCode.MODEL_FAILED, model, String.valueOf(e.getMessage()));
      return unknown;
    }
  }

  /** The read and its pictures, made when first asked for. */
  private final class Lazy implements Supplier<AlertEngine.Shown> {
    private final TrackEvent event;
    private final Pass pass;
    private final UUID readId;
    private final @Nullable SecondReading second;
    private final Region region;
    private final SeenVehicle vehicle;
    private final List<Edition> editions;
    private AlertEngine.@Nullable Shown shown;

    Lazy(
        TrackEvent event,
        Pass pass,
        UUID readId,
        @Nullable SecondReading second,
        Region region,
        SeenVehicle vehicle,
        List<Edition> editions) {
      this.event = event;
      this.pass = pass;
      this.readId = readId;
      this.second = second;
      this.region = region;
      this.vehicle = vehicle;
      this.editions = editions;
    }

    @Override
    public AlertEngine.Shown get() {
      AlertEngine.Shown made = shown;
      if (made == null) {
        List<Picture> encoded = pictures.encode(event.frame(), pass.quad());
        made =
            new AlertEngine.Shown(
                read(pass, readId, second, region, vehicle, encoded, editions), encoded);
        shown = made;
      }
      return made;
    }
  }

  private Read read(
      Pass pass,
      UUID readId,
      @Nullable SecondReading second,
      Region region,
      SeenVehicle vehicle,
      List<Picture> encoded,
      List<Edition> editions) {
    List<ImageRef> images = encoded.stream().map(Picture::ref).toList();
    return new Read(
        readId,
        services.unit(),
        pass.cameraId(),
        pass.best(),
        services.positions().at(pass.best().monotonicNanos()),
        pass.plate(),
        pass.bestRaw(),
        finder
            .formats()
            .confidenceOf(
                pass.plate(),
                pass.chars(),
                region.code(),
                second == null
                    ? pass.confidence()
                    : second.confidenceOf(pass.plate(), pass.confidence())),
        second,
        pass.chars(),
        pass.candidates(),
        region.code(),
        region.confidence(),
        vehicle,
        pass.quad(),
        images,
        pass.first().utc(),
        pass.last().utc(),
        pass.looks(),
        services.models(),
        editions.stream().map(Edition::toString).toList(),
        services.isTraining());
  }

  private void hit(Match match, Pass pass, UUID readId, Lazy lazy) {
    Instant now = services.clock().utc();
    Hit hit = new Hit(Ids.next(now), readId, match.edition().age(now), match, now);
    Optional<Alert> alert =
        services.alerts().raise(hit, pass.plate(), pass.decided().monotonicNanos(), lazy);
    byte[] body =
        services
            .encoder()
            .hit(
                hit,
                lazy.get().read(),
                alert.map(Alert::latencyMs).orElse(Double.NaN),
                alert.map(Alert::channels).orElse(List.of()));
    CompletableFuture<Void> _ =
        services.store().storeHit(hit.hitId().toString(), readId.toString(), now, body);
    Logger.tag("alert").info("hit {} for read {} on {}", hit.hitId(), readId, match.edition());
  }

  @Override
  public void close() {
    pictures.close();
  }
}
