package org.outrider.agent.hotlist.live;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.custom.CustomRules;
import org.outrider.agent.hotlist.custom.CustomStore;
import org.outrider.agent.hotlist.custom.EntryWork;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/**
 * The lists in force in a running unit. Another process may take a release in at any time: every
 * two seconds this looks whether another version is active, opens it, and only then lets go of the
 * one before. A list that cannot be opened is a fault, and the one before stays (HL-05).
 */
public final class ListsInForce implements Supplier<List<HotList>>, Runnable, AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** Longer than any lookup that may still use the list before. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final @Nullable ListOfFile file;
  private final @Nullable ReleaseStore store;
  private final Health health;
  private final UnitClock clock;
  private final AgeLimits ages;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private List<ReleaseStore.Active> active = List.of();
  private String stamp = "";
  private final CustomRules customRules;
  private final ListStorage.EntryOpener entryOpener;
  private final @Nullable Path customFile;
  private @Nullable CustomStore customStore;
  private @Nullable HotList customList;
  private long customVersion = -1;

  /** The lists in force when entries were last compared with them. */
  private String followed = "";

  private @Nullable Requests requests;
  private volatile Consumer<String> onSwap = lists -> {};
  private volatile List<HotList> lists = List.of();

  /** Opens the lists that there are; one that cannot be opened is a fault. */
  public ListsInForce(
      HotListConfig config, ListRules rules, ListStorage storage, Health health, UnitClock clock) {
    this.health = health;
    this.entryOpener = storage.entries();
    this.clock = clock;
    this.ages = rules.ages();
    file =
        config
            .file()
            .map(f -> new ListOfFile(f, config.zone(), rules.imports(), health))
            .orElse(null);
    store =
        config.folder().isPresent()
            ? new ReleaseStore(config.folder().get(), storage.files())
            : null;
    this.customRules = rules.entries();
    customFile = config.folder().map(ListsInForce::customFile).orElse(null);
    look();
  }

  /** Where people's own entries lie. */
  public static Path customFile(Path folder) {
    return folder.resolve("custom.db");
  }

  @Override
  public List<HotList> get() {
    return lists;
  }

  private void raise(FaultCode code, HotListException e) {
    health.raise(code, "hotlist", String.valueOf(e.getMessage()));
  }

  /** What a power cut left behind. Only a unit that runs does this: to look is not to clear. */
  private void clear() {
    if (store != null) {
      try {
        store.clear();
      } catch (HotListException e) {
        raise(FaultCode.HOTLIST_UPDATE_FAILED, e);
      }
    }
  }

  /** Looks once. */
  public void look() {
    if (file != null && file.look()) {
      publish();
      Logger.tag("hotlist").info("in force: {}", file.list().map(HotList::edition).orElseThrow());
    }
    if (store != null) {
      swap(store);
    }
    if (customFile != null) {
      lookAtEntries(customFile);
    }
    age();
  }

  /**
   * What people added or took out, in this process or another. A damaged file is a fault and stops
   * no other list from matching.
   */
  private void lookAtEntries(Path file) {
    try {
      CustomStore in = customStore == null ? entryOpener.open(file) : customStore;
      customStore = in;
      if (in.version() != customVersion || !stamp.equals(followed)) {
        CustomEntries entries = new CustomEntries(in, customRules);
        entries.follow(active.stream().map(ReleaseStore.Active::list).toList(), clock.utc());
        HotList list = entries.list();
        customList = list.size() == 0 ? null : list;
        customVersion = in.version();
        followed = stamp;
        publish();
      }
      health.clear(FaultCode.CUSTOM_ENTRIES_UNREADABLE, "hotlist");
    } catch (HotListException e) {
      raise(FaultCode.CUSTOM_ENTRIES_UNREADABLE, e);
    }
  }

  /** Where changes of entries go on their way to central. */
  @FunctionalInterface
  public interface Requests {
    /** Done when the change is safe. */
    CompletableFuture<Void> store(String requestId, Instant at, byte[] body);
  }

  /** From now on changes are handed on; only a running unit does this. */
  public void onRequest(Requests requests) {
    this.requests = requests;
  }

  /** Hands on what central was not told of yet. */
  public void tellCentral() {
    @Nullable CustomStore in = customStore;
    if (in == null || requests == null) {
      return;
    }
    try {
      new CustomEntries(in, customRules).expire(clock.utc());
      for (Map.Entry<String, byte[]> change : in.untold().entrySet()) {
        requests.store(change.getKey(), clock.utc(), change.getValue()).join();
        in.told(change.getKey());
      }
    } catch (HotListException e) {
      raise(FaultCode.CUSTOM_ENTRIES_UNREADABLE, e);
    } catch (CompletionException e) {
      Logger.tag("hotlist").warn("a change of an entry waits: {}", e.getMessage());
    }
  }

  /**
   * Central does not accept a change.
   *
   * @return whether that is noted
   */
  public boolean rejected(byte[] change, String cause) {
    if (customFile == null) {
      return true;
    }
    try (CustomStore in = entryOpener.open(customFile)) {
      new CustomEntries(in, customRules).rejectedByCentral(change, cause, clock.utc());
      return true;
    } catch (HotListException e) {
      raise(FaultCode.CUSTOM_ENTRIES_UNREADABLE, e);
      return false;
    }
  }

  /** Does something with people's own entries; what came of it is in force at the next look. */
  public <T> T entries(EntryWork<T> work) throws HotListException {
    if (customFile == null) {
      throw new HotListException("hotlist.folder: (missing), entries have no place");
    }
    try (CustomStore in = entryOpener.open(customFile)) {
      return work.on(new CustomEntries(in, customRules));
    }
  }

  /** Hears of each change of the lists in force. */
  public void onSwap(Consumer<String> watcher) {
    onSwap = watcher;
  }

  private void publish() {
    List<HotList> next = new ArrayList<>();
    if (file != null) {
      file.list().ifPresent(next::add);
    }
    active.forEach(a -> next.add(a.list()));
    if (customList != null) {
      next.add(customList);
    }
    lists = List.copyOf(next);
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
      publish();
      health.clear(FaultCode.HOTLIST_UPDATE_FAILED, "hotlist");
      Logger.tag("hotlist").info("in force: {}", now);
      onSwap.accept(now);
      if (!before.isEmpty()) {
        pause(GRACE);
        before.forEach(ReleaseStore.Active::close);
      }
    } catch (HotListException e) {
      raise(FaultCode.HOTLIST_UPDATE_FAILED, e);
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
      Freshness freshness = ages.of(age);
      String cause =
          "The hot list is %d h old (limit %d h).".formatted(age.toHours(), ages.stale().toHours());
      judge(freshness == Freshness.STALE, FaultCode.HOTLIST_STALE, id, cause);
      judge(freshness == Freshness.UNRELIABLE, FaultCode.HOTLIST_UNRELIABLE, id, cause);
    }
    judge(
        store != null && file == null && active.isEmpty(),
        FaultCode.HOTLIST_MISSING,
        "hotlist",
        "No hot list was ever imported.");
  }

  private void judge(boolean isWrong, FaultCode code, String subject, String cause) {
    if (isWrong) {
      health.raise(code, subject, cause);
    } else {
      health.clear(code, subject);
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
      tellCentral();
      look();
    }
  }

  /** Ends {@link #run}; the lists stay open until {@link #close}. */
  public void stop() {
    stopped.countDown();
  }

  @Override
  public void close() {
    stop();
    active.forEach(ReleaseStore.Active::close);
    if (customStore != null) {
      customStore.close();
    }
  }
}
