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
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.TlsFiles;
import org.outrider.agent.base.tls.UnitTls;
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
 * Takes newer lists in: from addresses, at start, every so often, and at once when woken (a
 * log-on); and what central sends, when it comes. What cannot be had or is refused is a fault that
 * names where it came from and the cause (HL-05), the list in force goes on, and it is tried again
 * sooner than the next time.
 */
public final class ListUpdates implements Runnable {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
  private static final Duration LAST_RETRY = Duration.ofMinutes(30);
  private static final FaultCode FAULT = FaultCode.HOTLIST_UPDATE_FAILED;

  /** What faults name as the part when a message is no release at all. */
  private static final String MESSAGE = "message of central";

  private final SyncConfig config;
  private final ReleaseStore store;
  private final ImportRules rules;
  private final Duration interval;
  private final Health health;
  private final UnitClock clock;
  private final Semaphore wake = new Semaphore(0);

  /** What central sent and is not in force yet: one full release and one delta of each list. */
  private final Map<String, ReleaseMessage.Part> offers = new ConcurrentHashMap<>();

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
   * Takes in what a source offers, unless it is in force already.
   *
   * @param progress told how many steps are done
   * @return what was taken in; nothing when it is in force already
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

  /** Where something is taken in from. */
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
                          "taken in: {} version {}, {} entries",
                          i.manifest().listId(),
                          i.manifest().version(),
                          i.report().entries()));
      health.clear(FAULT, part);
      return true;
    } catch (IOException | HotListException | TlsException | TrustException e) {
      health.raise(FAULT, part, String.valueOf(e.getMessage()));
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

  /** Looks once at every address and at what central sent; true when all is in force. */
  public boolean look() {
    boolean isWhole = true;
    for (URI url : config.urls()) {
      isWhole &=
          attempt(
              url.toString(),
              () -> {
                try (HttpsSource source = new HttpsSource(url, tls())) {
                  return fetch(
                      source, store, TrustedKeys.of(config.keys()), rules, clock.utc(), n -> {});
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
      if (attempt(offer.getKey(), () -> take(offer.getValue()))) {
        offers.remove(offer.getKey(), offer.getValue());
      } else {
        isWhole = false;
      }
    }
    return isWhole;
  }

  private Optional<ReleaseStore.Installed> take(ReleaseMessage.Part part)
      throws IOException, HotListException, TlsException, TrustException {
    TrustedKeys keys = TrustedKeys.of(config.keys());
    if (part.file() != null) {
      return fetch(part.file(), store, keys, rules, clock.utc(), n -> {});
    }
    try (HttpsSource source = new HttpsSource(part.manifest(), tls())) {
      return fetch(source, store, keys, rules, clock.utc(), n -> {});
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

  /** Somebody logs on, or asks: look now (HL-04). */
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
