package org.outrider.central;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.store.StoreException;
import org.outrider.hal.BackOff;
import org.tinylog.Logger;

/**
 * One central with two receivers, each with a connection to the broker and to the database of its
 * own: hits do not wait behind a backlog of reads.
 */
final class CentralService implements AutoCloseable {
  /** Time without a turn after which a worker counts as stuck. */
  static final Duration STUCK = Duration.ofSeconds(90);

  private final JdbcCentralStore store;
  private final CentralReceiver hits;
  private final CentralReceiver others;

  private CentralService(JdbcCentralStore store, CentralReceiver hits, CentralReceiver others) {
    this.store = store;
    this.hits = hits;
    this.others = others;
  }

  /** Parts of a service besides its store. */
  interface Duties {
    /** Returns what makes lists of units' requests; null for nothing. */
    @Nullable AgencyLists lists(CentralStore store, Transport transport) throws HotListException;

    /** Returns what passes hits on to cars; null for nothing. */
    @Nullable BeatRelay beats(Transport transport);
  }

  /**
   * Opens both connections to the database and connects to the broker.
   *
   * @param url JDBC address
   * @param hits connection to the broker for {@link CentralReceiver#hitSubscriptions}
   * @param others connection for everything else
   */
  static CentralService start(
      String url, Transport hits, Transport others, InstantSource time, Duties duties)
      throws StoreException, InterruptedException, HotListException {
    JdbcCentralStore ofHits = open(url, time, TimeUnit.MILLISECONDS::sleep);
    JdbcCentralStore ofOthers = open(url, time, TimeUnit.MILLISECONDS::sleep);
    CentralService out =
        new CentralService(
            ofOthers,
            new CentralReceiver(ofHits, hits, time, null, duties.beats(hits)),
            new CentralReceiver(ofOthers, others, time, duties.lists(ofOthers, others), null));
    out.hits.start();
    out.others.start();
    return out;
  }

  /** Waits for a time in milliseconds. */
  @FunctionalInterface
  interface Pause {
    void of(long millis) throws InterruptedException;
  }

  /** Opens a store; while its database is away or still starting, tries again with back-off. */
  static JdbcCentralStore open(String url, InstantSource time, Pause pause)
      throws StoreException, InterruptedException {
    BackOff backOff =
        new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30), RandomGenerator.getDefault());
    while (true) {
      try {
        return JdbcCentralStore.open(url, time);
      } catch (StoreException e) {
        if (!(e.getCause() instanceof SQLException cause && Dialect.isAway(cause))) {
          throw e;
        }
        Duration next = backOff.next();
        Logger.tag("central")
            .warn("{}; tried again in {} ms", e.getMessage(), Long.toString(next.toMillis()));
        pause.of(next.toMillis());
      }
    }
  }

  /** Returns what is wrong, one sentence each; nothing while all works. */
  List<String> problems() {
    List<String> out = new ArrayList<>();
    Map<String, CentralReceiver> both = Map.of("hits", hits, "everything else", others);
    new TreeMap<>(both)
        .forEach(
            (name, receiver) -> {
              if (!receiver.isWorking(STUCK)) {
                out.add("the worker for " + name + " has stopped");
              } else if (!receiver.isConnected()) {
                out.add("no connection to the broker for " + name);
              }
            });
    if (!store.isThere()) {
      out.add("the database does not answer");
    }
    return out;
  }

  /** Returns whether both workers run and turn. */
  boolean isWorking() {
    return hits.isWorking(STUCK) && others.isWorking(STUCK);
  }

  JdbcCentralStore store() {
    return store;
  }

  /** Returns how many messages, records, parts and relays were refused, by cause. */
  Map<String, Long> refused() {
    Map<String, Long> out = new TreeMap<>(hits.refused());
    others.refused().forEach((cause, count) -> out.merge(cause, count, Long::sum));
    return out;
  }

  /** Removes what the policy's last day has come for; returns how many reads went. */
  int purge() {
    return others.purge();
  }

  @Override
  public void close() {
    hits.close();
    others.close();
  }
}
