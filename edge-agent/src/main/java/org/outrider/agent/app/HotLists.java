package org.outrider.agent.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.health.Health;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.release.ListFile;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.store.SqliteHotLists;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * The lists in force in a running unit. Another process may take a release in at any time: every
 * two seconds this looks whether another version is active, opens it, and only then lets go of the
 * one before. A list that cannot be opened is a fault, and the one before stays (HL-05).
 */
final class HotLists implements Supplier<List<HotList>>, Runnable, AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Longer than any lookup that may still use the list before. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration STALE = Duration.ofDays(1);
  private static final Duration UNRELIABLE = Duration.ofDays(3);

  private final List<HotList> fixed = new ArrayList<>();
  private final @Nullable ReleaseStore store;
  private final Health health;
  private final UnitClock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private List<ReleaseStore.Active> active = List.of();
  private String stamp = "";
  private volatile List<HotList> lists = List.of();

  /**
   * Opens what is there.
   *
   * @throws HotListException when the CSV file is not right
   */
  HotLists(UnitConfig.HotListConfig config, Health health, UnitClock clock)
      throws HotListException {
    this.health = health;
    this.clock = clock;
    if (config.file().isPresent()) {
      fixed.add(ListFile.read(config.file().get()));
    }
    store =
        config.folder().isPresent()
            ? new ReleaseStore(config.folder().get(), new SqliteHotLists())
            : null;
    lists = List.copyOf(fixed);
    look();
  }

  @Override
  public List<HotList> get() {
    return lists;
  }

  private void raise(String code, HotListException e) {
    health.raise(code, "hotlist", String.valueOf(e.getMessage()));
  }

  /** What a power cut left behind. Only a unit that runs does this: to look is not to clear. */
  private void clear() {
    if (store != null) {
      try {
        store.clear();
      } catch (HotListException e) {
        raise("HOTLIST_UPDATE_FAILED", e);
      }
    }
  }

  /** Looks once. */
  void look() {
    if (store != null) {
      swap(store);
    }
    age();
  }

  private void swap(ReleaseStore from) {
    try {
      String now = from.stamp();
      if (now.equals(stamp)) {
        return;
      }
      List<ReleaseStore.Active> opened = open(from);
      List<ReleaseStore.Active> before = active;
      active = opened;
      stamp = now;
      List<HotList> next = new ArrayList<>(fixed);
      opened.forEach(a -> next.add(a.list()));
      lists = List.copyOf(next);
      health.clear("HOTLIST_UPDATE_FAILED", "hotlist");
      Logger.tag("hotlist").info("in force: {}", now);
      if (!before.isEmpty()) {
        pause(GRACE);
        before.forEach(ReleaseStore.Active::close);
      }
    } catch (HotListException e) {
      raise("HOTLIST_UPDATE_FAILED", e);
    }
  }

  private static List<ReleaseStore.Active> open(ReleaseStore from) throws HotListException {
    List<ReleaseStore.Active> out = new ArrayList<>();
    try {
      for (String id : from.listIds()) {
        out.add(from.open(id));
      }
    } catch (HotListException e) {
      out.forEach(ReleaseStore.Active::close);
      throw e;
    }
    return out;
  }

  /** An old list goes on matching; it is never silent about its age (HL-06). */
  private void age() {
    for (HotList list : lists) {
      String id = list.edition().listId();
      Duration age = list.edition().age(clock.utc());
      if (age.compareTo(STALE) > 0) {
        boolean isUnreliable = age.compareTo(UNRELIABLE) > 0;
        String code = isUnreliable ? "HOTLIST_UNRELIABLE" : "HOTLIST_STALE";
        health.clear(isUnreliable ? "HOTLIST_STALE" : "HOTLIST_UNRELIABLE", id);
        health.raise(
            code, id, "the source took it " + age.toHours() + " h ago, expected 24 at most");
      } else {
        health.clear("HOTLIST_STALE", id);
        health.clear("HOTLIST_UNRELIABLE", id);
      }
    }
    if (store != null && lists.isEmpty()) {
      health.raise("HOTLIST_MISSING", "hotlist", "no list was ever taken in, expected one");
    } else {
      health.clear("HOTLIST_MISSING", "hotlist");
    }
  }

  private boolean pause(Duration time) {
    try {
      return stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void run() {
    clear();
    while (!pause(LOOK)) {
      look();
    }
  }

  /** Ends {@link #run}; the lists stay open until {@link #close}. */
  void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    stop();
    active.forEach(ReleaseStore.Active::close);
  }
}
