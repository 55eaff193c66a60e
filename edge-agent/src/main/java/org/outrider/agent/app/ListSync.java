package org.outrider.agent.app;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.health.Health;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.HttpsSource;
import org.outrider.agent.hotlist.release.ImportRules;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.agent.tls.TlsException;
import org.outrider.agent.tls.UnitTls;
import org.outrider.agent.trust.TrustException;
import org.outrider.agent.trust.TrustedKeys;
import org.outrider.hal.BackOff;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * Looks for newer lists: at start, every so often, and at once when woken (a log-on). What cannot
 * be had or is refused is a fault that names the list's address and the cause (HL-05), the list in
 * force goes on, and it is tried again sooner than the next time.
 */
final class ListSync implements Runnable {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(30);
  private static final Duration LAST_RETRY = Duration.ofMinutes(30);

  private final UnitConfig.SyncConfig config;
  private final ReleaseStore store;
  private final ImportRules rules;
  private final Duration interval;
  private final Health health;
  private final UnitClock clock;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean isStopped;

  ListSync(
      UnitConfig.SyncConfig config,
      java.nio.file.Path folder,
      Policy policy,
      Health health,
      UnitClock clock) {
    this.config = config;
    this.store = new ReleaseStore(folder, new SqliteHotLists());
    this.rules = policy.importRules();
    this.interval = policy.syncInterval();
    this.health = health;
    this.clock = clock;
  }

  /**
   * Takes in what a source offers, unless it is in force already.
   *
   * @param progress told how many steps are done
   * @return what was taken in; nothing when it is in force already
   */
  static Optional<ReleaseStore.Installed> fetch(
      HttpsSource source,
      ReleaseStore store,
      TrustedKeys keys,
      ImportRules rules,
      java.time.Instant now,
      LongConsumer progress)
      throws IOException, HotListException {
    HotListManifest offered = source.manifest();
    boolean isInForce =
        store.listIds().contains(offered.listId())
            && store.manifest(offered.listId()).version() == offered.version();
    return isInForce
        ? Optional.empty()
        : Optional.of(store.install(source, keys, rules, now, progress));
  }

  /** Looks once at every address; true when all could be had. */
  boolean look() {
    boolean isWhole = true;
    for (URI url : config.urls()) {
      String part = url.toString();
      try (HttpsSource source =
          new HttpsSource(
              url, new UnitTls(config.ca(), config.certificate(), config.key()).context())) {
        Optional<ReleaseStore.Installed> done =
            fetch(source, store, TrustedKeys.of(config.keys()), rules, clock.utc(), n -> {});
        done.ifPresent(
            i ->
                Logger.tag("hotlist")
                    .info(
                        "taken in: {} version {}, {} entries",
                        i.manifest().listId(),
                        i.manifest().version(),
                        i.report().entries()));
        health.clear("HOTLIST_UPDATE_FAILED", part);
      } catch (IOException | HotListException | TlsException | TrustException e) {
        isWhole = false;
        health.raise("HOTLIST_UPDATE_FAILED", part, String.valueOf(e.getMessage()));
      }
    }
    return isWhole;
  }

  /** Somebody logs on, or asks: look now (HL-04). */
  void wake() {
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

  void stop() {
    isStopped = true;
    wake.release();
  }
}
