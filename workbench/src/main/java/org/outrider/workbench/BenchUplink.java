package org.outrider.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.cli.Progress;
import org.outrider.agent.cli.bench.BenchAlerts;
import org.outrider.agent.link.uplink.LaneRules;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.store.StoreException;
import org.outrider.central.CentralReceiver;
import org.outrider.central.CentralStore;
import org.outrider.central.EmbeddedBroker;
import org.outrider.central.JdbcCentralStore;
import org.outrider.central.Received;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.clock.UnitClock;

/**
 * What delivery costs: a backlog drained to a central that stores it, beside bare MQTT publishes of
 * the very same messages to the same broker; and storing at a steady rate while uploading.
 */
final class BenchUplink {
  private static final UnitId UNIT = new UnitId("BENCH0000", "bench", Deployment.MOBILE);
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final int PATCH_BYTES = 5_000;
  private static final int OVERVIEW_BYTES = 55_000;
  private static final int IN_FLIGHT = 64;

  private final Path folder;
  private final @Nullable String broker;
  private final PrintWriter err;
  private final UnitClock clock = new SystemClock();

  /**
   * @param broker null for one inside this process
   */
  BenchUplink(Path folder, @Nullable String broker, PrintWriter err) {
    this.folder = folder;
    this.broker = broker;
    this.err = err;
  }

  /** A broker for the time of a measurement. */
  private interface Measured {
    void with(String url) throws IOException, InterruptedException, StoreException;
  }

  private void atBroker(Measured what) throws IOException, InterruptedException, StoreException {
    if (broker != null) {
      what.with(broker);
      return;
    }
    try (EmbeddedBroker own = EmbeddedBroker.start()) {
      what.with(own.url());
    }
  }

  private static byte[] body(int number) {
    Random random = new Random(number);
    StringBuilder candidates = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      candidates.append(i == 0 ? "" : ",").append("{\"text\":\"ZZ").append(random.nextInt(100_000));
      candidates.append("\",\"confidence\":").append(random.nextInt(10_000) / 1e4).append('}');
    }
    return """
    {"read_id":"bench-%d","schema_version":"1.0.0","profile_version":"default@1",\
    "agency_id":"BENCH0000","unit_id":"bench","camera_id":"front","deployment_type":"mobile",\
    "captured_at":"2026-11-22T12:00:00Z","clock":{"source":"gnss","uncertainty_ms":2,"synced":true},\
    "position":{"source":"gnss","lat":%s,"lon":%s,"fix_mode":3,"fix_age_ms":0},\
    "plate":{"raw":"ZZ%05d","normalized":"ZZ%05d","region":null,"confidence":0.99,\
    "candidates":[%s]},"images":[],"match":"none","training":false}\
    """
        .formatted(
            number,
            41 + random.nextDouble(),
            -73 + random.nextDouble(),
            number % 100_000,
            number % 100_000,
            candidates)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Picture picture(int number, ImageRef.Role role, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(31L * number + bytes).nextBytes(noise);
    return Picture.jpeg(role, noise, 1, 1);
  }

  private static PahoTransport transport(String url, String name, List<String> topics) {
    return new PahoTransport(new MqttOptions(url, null, null, null), name, topics, null);
  }

  // --- drain -------------------------------------------------------------------------------------

  /** Stores so many reads while nothing is connected, then delivers them all. */
  void drain(int reads, int pictureBytes, int linkMbit, Map<String, Object> figures)
      throws IOException, InterruptedException, StoreException {
    Health health = new Health();
    try (SqliteStore store = SqliteStore.open(folder.resolve("unit.db"), health, clock::utc)) {
      Progress progress = new Progress(err, reads);
      for (int i = 0; i < reads; i++) {
        CompletableFuture<Void> _ =
            store.storeRead(
                "bench-" + i,
                Instant.EPOCH,
                true,
                body(i),
                List.of(picture(i, ImageRef.Role.PLATE_PATCH, pictureBytes)));
        if (i % 500 == 0) {
          store.flush().join();
        }
        progress.step("stored");
      }
      progress.end();
      store.flush().join();
      atBroker(
          url -> {
            // What the uplink really sends is recorded, and sent again bare.
            List<Sent> messages = Collections.synchronizedList(new ArrayList<>());
            double drainS;
            double firstS;
            double secondS;
            try (SlowLink slow = linkMbit == 0 ? null : new SlowLink(url, linkMbit, clock)) {
              String unitUrl = slow == null ? url : slow.url();
              drainS = deliver(url, unitUrl, store, health, reads, messages);
              firstS = bare(unitUrl, messages);
              secondS = bare(unitUrl, messages);
            }
            long bytes = messages.stream().mapToLong(Sent::bytes).sum();
            figures.put("drain_link", linkMbit == 0 ? "no limit" : linkMbit + " Mbit/s");
            figures.put("drain_reads", reads);
            figures.put("drain_messages", messages.size());
            figures.put("drain_mb", bytes >> 20);
            figures.put("drain_s", Json.one(drainS));
            figures.put("bare_publish_s", Json.one(firstS) + ", " + Json.one(secondS));
            figures.put("drain_percent_of_bare", Json.one(100 * (firstS + secondS) / 2 / drainS));
          });
    }
  }

  /** A message as it went to the broker: as many bytes under the same topic. */
  private record Sent(String topic, int bytes) {}

  private double deliver(
      String url, String unitUrl, SqliteStore store, Health health, int reads, List<Sent> messages)
      throws InterruptedException, StoreException {
    try (JdbcCentralStore received = JdbcCentralStore.open(folder.resolve("central.db"))) {
      CentralReceiver central =
          new CentralReceiver(
              received,
              transport(url, "bench-central", CentralReceiver.subscriptions("", false)),
              Clock.systemUTC(),
              null,
              null);
      central.start();
      PahoTransport pipe = transport(unitUrl, "bench-unit", Topics.heardBy(UNIT));
      Uplink uplink =
          new Uplink(
              UNIT,
              store,
              new Recorded(pipe, messages),
              health,
              clock,
              Duration.ofSeconds(30),
              LaneRules.FREE);
      store.onCommit(uplink::wake);
      long from = System.nanoTime();
      uplink.start();
      Progress progress = new Progress(err, reads);
      int shown = 0;
      while (shown < reads || health.counted("uplink.settled") < 2L * reads) {
        long settled = health.counted("uplink.settled") / 2;
        for (; shown < settled; shown++) {
          progress.step("delivered");
        }
        if (System.nanoTime() - from > PATIENCE.toNanos()) {
          break;
        }
        LockSupport.parkNanos(20_000_000);
      }
      store.flush().join();
      double seconds = (System.nanoTime() - from) / 1e9;
      progress.end();
      uplink.close();
      central.close();
      return seconds;
    }
  }

  /** Remembers what it passes on. */
  private record Recorded(Transport to, List<Sent> messages) implements Transport {
    @Override
    public void start(Listener listener) {
      to.start(listener);
    }

    @Override
    public boolean isConnected() {
      return to.isConnected();
    }

    @Override
    public CompletableFuture<Void> publish(
        String topic, byte[] payload, boolean isRetained, Map<String, String> properties) {
      messages.add(new Sent(topic, payload.length));
      return to.publish(topic, payload, isRetained, properties);
    }

    @Override
    public void close() {
      to.close();
    }
  }

  /** To topics that nobody has subscribed. */
  private static double bare(String url, List<Sent> messages) throws InterruptedException {
    CountDownLatch connected = new CountDownLatch(1);
    try (PahoTransport pipe = transport(url, "bench-bare", List.of())) {
      pipe.start(
          new Transport.Listener() {
            @Override
            public void connected() {
              connected.countDown();
            }

            @Override
            public void lost(String cause) {}

            @Override
            public void received(String topic, byte[] payload, Map<String, String> properties) {}
          });
      connected.await();
      Semaphore free = new Semaphore(IN_FLIGHT);
      long from = System.nanoTime();
      for (Sent message : messages) {
        free.acquire();
        CompletableFuture<Void> _ =
            pipe.publish("bare/" + message.topic(), new byte[message.bytes()], false, Map.of())
                .whenComplete((v, e) -> free.release());
      }
      free.acquire(IN_FLIGHT);
      return (System.nanoTime() - from) / 1e9;
    }
  }

  // --- store -------------------------------------------------------------------------------------

  /** Stores reads with 60 KB of pictures each at a steady rate while all of it is uploaded. */
  void store(int perSecond, int seconds, Map<String, Object> figures)
      throws IOException, InterruptedException, StoreException {
    Health health = new Health();
    List<Double> calls = new ArrayList<>();
    List<Double> commits = Collections.synchronizedList(new ArrayList<>());
    AtomicLong payload = new AtomicLong();
    try (SqliteStore store = SqliteStore.open(folder.resolve("unit.db"), health, clock::utc)) {
      atBroker(
          url -> {
            CentralReceiver central =
                new CentralReceiver(
                    new Forgetful(),
                    transport(url, "bench-central", CentralReceiver.subscriptions("", false)),
                    Clock.systemUTC(),
                    null,
                    null);
            central.start();
            Uplink uplink =
                new Uplink(
                    UNIT,
                    store,
                    transport(url, "bench-unit", Topics.heardBy(UNIT)),
                    health,
                    clock,
                    Duration.ofSeconds(30),
                    LaneRules.FREE);
            store.onCommit(uplink::wake);
            uplink.start();
            long before = written();
            long next = System.nanoTime();
            Progress progress = new Progress(err, perSecond * seconds);
            for (int i = 0; i < perSecond * seconds; i++) {
              clock.awaitNanos(next);
              next += 1_000_000_000L / perSecond;
              byte[] body = body(i);
              List<Picture> pictures =
                  List.of(
                      picture(i, ImageRef.Role.PLATE_PATCH, PATCH_BYTES),
                      picture(i, ImageRef.Role.OVERVIEW, OVERVIEW_BYTES));
              long from = System.nanoTime();
              CompletableFuture<Void> stored =
                  store.storeRead("bench-" + i, Instant.EPOCH, true, body, pictures);
              calls.add((System.nanoTime() - from) / 1e6);
              CompletableFuture<Void> _ =
                  stored.thenRun(() -> commits.add((System.nanoTime() - from) / 1e6));
              payload.addAndGet(body.length + PATCH_BYTES + OVERVIEW_BYTES);
              progress.step("stored");
            }
            progress.end();
            store.flush().join();
            long wrote = written() - before;
            long settled = health.counted("uplink.settled");
            uplink.close();
            central.close();
            figures.put("store_reads_per_s", perSecond);
            figures.put("store_call_ms_max", BenchAlerts.percentile(calls, 1));
            figures.put("store_commit_ms_p50", BenchAlerts.percentile(commits, 0.5));
            figures.put("store_commit_ms_p99", BenchAlerts.percentile(commits, 0.99));
            figures.put("store_delivered_meanwhile", settled);
            figures.put("store_payload_mb", payload.get() >> 20);
            figures.put("store_written_mb", wrote >> 20);
            figures.put("store_write_amplification", Json.one((double) wrote / payload.get()));
          });
    }
  }

  /** Bytes that this process has had written to disks (proc(5), {@code io}). */
  private static long written() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/io")).stream()
        .filter(l -> l.startsWith("write_bytes: "))
        .mapToLong(l -> Long.parseLong(l.substring("write_bytes: ".length())))
        .findFirst()
        .orElse(0);
  }

  /** A central that says that it has stored everything; what it writes is not the unit's. */
  private static final class Forgetful implements CentralStore {
    @Override
    public List<Result> put(List<Received> things) {
      return Collections.nCopies(things.size(), Result.STORED);
    }

    @Override
    public byte @Nullable [] part(String unit, String sha256, int part, int parts, byte[] piece) {
      return null;
    }

    @Override
    public List<Map.Entry<String, byte[]>> bodies(String kind) {
      return List.of();
    }

    @Override
    public List<Seen> newest(String kind, int most) {
      return List.of();
    }

    @Override
    public byte @Nullable [] body(String kind, String id) {
      return null;
    }

    @Override
    public List<Numbered> after(String kind, long seq, int most) {
      return List.of();
    }

    @Override
    public long cursor(String name) {
      return 0;
    }

    @Override
    public void cursor(String name, long seq) {}

    @Override
    public long ofSession(String unit, String kind, String sessionId) {
      return 0;
    }

    @Override
    public int purge(Instant now) {
      return 0;
    }

    @Override
    public Map<String, Long> counts() {
      return Map.of();
    }

    @Override
    public void close() {}
  }
}
