package org.outrider.agent.hotlist.live;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLContext;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.TlsFiles;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.base.trust.DateBounds;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.HttpsSource;
import org.outrider.agent.hotlist.release.ImportRules;
import org.outrider.agent.hotlist.release.ReleaseMessage;
import org.outrider.agent.hotlist.release.ReleaseSource;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.hal.BackOff;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Updates of the lists: from addresses, at start, at an interval, and at once when woken (a
 * log-on); and releases that central sends, when they arrive. A release that cannot be fetched or
 * is refused is a fault that names its channel and the cause (HL-05); the list in force stays, and
 * the next attempt comes sooner.
 */
public final class ListUpdates implements Runnable {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
  private static final Duration LAST_RETRY = Duration.ofMinutes(30);
  private static final FaultCode FAULT = FaultCode.HOTLIST_UPDATE_FAILED;

  /** Subject of faults about a message that is no release at all. */
  private static final String MESSAGE = "message of central";

  private final SyncConfig config;
  private final ReleaseStore store;
  private final ImportRules rules;
  private final Duration interval;
  private final Health health;
  private final UnitClock clock;
  private final Semaphore wake = new Semaphore(0);

  /** Releases of central that are not in force yet: one full and one delta of each list. */
  private final Map<String, ReleaseMessage.Part> offers = new ConcurrentHashMap<>();

  /** Newest version that each channel has offered of each list. */
  private final Map<String, Long> newest = new ConcurrentHashMap<>();

  private volatile boolean isStopped;

  public ListUpdates(
      SyncConfig config,
      ReleaseStore store,
      ImportRules rules,
      Duration interval,
      Health health,
      UnitClock clock) {
    this.config = config;
    this.store = store;
    this.rules = rules;
    this.interval = interval;
    this.health = health;
    this.clock = clock;
  }

  /**
   * Installs the release that a source offers, unless it or a newer one is in force already.
   *
   * @param now right time, in UTC
   * @param progress receives the number of steps done
   * @return the release; empty when there was nothing to do
   */
  public static Optional<ReleaseStore.Installed> fetch(
      ReleaseSource source,
      ReleaseStore store,
      TrustedKeys keys,
      ImportRules rules,
      Instant now,
      LongConsumer progress)
      throws IOException, HotListException {
    return store.isInForce(source.manifest())
        ? Optional.empty()
        : Optional.of(store.install(source, keys, rules, now, progress));
  }

  /**
   * The same for one of several channels: an older release than another channel brought is no
   * fault, as long as this channel itself does not go back.
   */
  private Optional<ReleaseStore.Installed> fetch(String part, ReleaseSource source)
      throws IOException, HotListException, TrustException {
    TrustedKeys keys = TrustedKeys.of(config.keys());
    HotListManifest m = source.manifest();
    String channel = part + " " + m.listId();
    if (store.isInForce(m)) {
      newest.merge(channel, m.version(), Math::max);
      return Optional.empty();
    }
    if (store.isSuperseded(m) && m.version() >= newest.getOrDefault(channel, 0L)) {
      m.verify(keys);
      newest.put(channel, m.version());
      return Optional.empty();
    }
    ReleaseStore.Installed done =
        store.install(source, keys, rules, clock.utc(), DateBounds.latest(clock), n -> {});
    newest.merge(channel, m.version(), Math::max);
    return Optional.of(done);
  }

  /** An attempt to install a release. */
  @FunctionalInterface
  private interface Attempt {
    Optional<ReleaseStore.Installed> run()
        throws IOException, HotListException, TlsException, TrustException;
  }

  private boolean attempt(String part, Attempt attempt) {
    try {
      attempt
          .run()
          .ifPresent(
              i ->
                  Logger.tag("hotlist")
                      .info(
                          "installed: {} version {}, {}",
                          i.manifest().listId(),
                          i.manifest().version(),
                          Counted.of(i.report().entries(), "entry")));
      health.clear(FAULT, part);
      return true;
    } catch (IOException | HotListException | TlsException | TrustException e) {
      health.raise(FAULT, part, String.valueOf(e.getMessage()));
      return false;
    } catch (RuntimeException e) { // a release must not end the updates of the others
      Logger.tag("hotlist").error(e, "update from {}", part);
      health.raise(FAULT, part, "The update failed: " + e);
      return false;
    }
  }

  private SSLContext tls() throws TlsException {
    TlsFiles files =
        config
            .tls()
            .orElseThrow(
                () ->
                    new TlsException(
                        "hotlist.ca, certificate and key: (missing), a list is to be fetched"));
    return new UnitTls(files.ca(), files.certificate(), files.key()).context();
  }

  /** Looks once at every address and at the releases of central; true when all are in force. */
  public boolean look() {
    boolean isWhole = true;
    for (URI url : config.urls()) {
      isWhole &=
          attempt(
              url.toString(),
              () -> {
                try (HttpsSource source = new HttpsSource(url, tls())) {
                  return fetch(url.toString(), source);
                }
              });
    }
    return takeOffers() && isWhole;
  }

  /** The full releases of lists before the deltas that change them. */
  private boolean takeOffers() {
    boolean isWhole = true;
    List<Map.Entry<String, ReleaseMessage.Part>> waiting =
        offers.entrySet().stream()
            .sorted(Comparator.comparing(e -> !e.getValue().manifest().isFull()))
            .toList();
    for (Map.Entry<String, ReleaseMessage.Part> offer : waiting) {
      if (attempt(offer.getKey(), () -> take(offer.getKey(), offer.getValue()))) {
        offers.remove(offer.getKey(), offer.getValue());
      } else {
        isWhole = false;
      }
    }
    return isWhole;
  }

  private Optional<ReleaseStore.Installed> take(String part, ReleaseMessage.Part release)
      throws IOException, HotListException, TlsException, TrustException {
    if (release.file() != null) {
      return fetch(part, release.file());
    }
    try (HttpsSource source = new HttpsSource(release.manifest(), tls())) {
      return fetch(part, source);
    }
  }

  /**
   * Central sends releases. Only what a trusted key signed is kept and tried: a stranger can make
   * the unit neither fetch anything nor forget a release that waits.
   */
  public void offer(byte[] message) {
    try {
      TrustedKeys keys = TrustedKeys.of(config.keys());
      for (ReleaseMessage.Part part : ReleaseMessage.parse(MESSAGE, message)) {
        HotListManifest m = part.manifest();
        m.verify(keys);
        offers.merge(
            "%s %s of central".formatted(m.listId(), m.isFull() ? "list" : "delta"),
            part,
            (a, b) -> a.manifest().version() > b.manifest().version() ? a : b);
      }
      health.clear(FAULT, MESSAGE);
      wake();
    } catch (HotListException | TrustException e) {
      health.raise(FAULT, MESSAGE, String.valueOf(e.getMessage()));
    }
  }

  /** Looks now: somebody logs on (HL-04). */
  public void wake() {
    wake.release();
  }

  @Override
  public void run() {
    BackOff retry = new BackOff(FIRST_RETRY, LAST_RETRY, new Random());
    while (!isStopped) {
      Duration wait;
      if (look()) {
        retry.reset();
        wait = interval;
      } else {
        Duration soon = retry.next();
        wait = soon.compareTo(interval) < 0 ? soon : interval;
      }
      try {
        if (wake.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  public void stop() {
    isStopped = true;
    wake.release();
  }
}
