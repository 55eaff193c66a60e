package org.outrider.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.cli.Progress;
import org.outrider.agent.cli.bench.BenchAlerts;
import org.outrider.agent.link.uplink.LaneRules;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.Outbox;
import org.outrider.agent.link.uplink.OutboxLane;
import org.outrider.agent.link.uplink.OutboxRow;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.link.uplink.mqtt.Reconnecting;
import org.outrider.agent.store.StoreException;
import org.outrider.central.CentralReceiver;
import org.outrider.central.JdbcCentralStore;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.clock.UnitClock;

/**
 * A fleet at one mosquitto: every unit has the product's own uplink over a connection of its own,
 * with small reads in memory; two receivers share what comes. The broker is killed and comes back
 * while every unit has something to deliver: how fast they connect, how long it takes until all is
 * stored, and whether some wait for others.
 */
final class BenchFleet {
  private static final int READS_BEFORE = 2;
  private static final int READS_MEANWHILE = 10;
  private static final Duration OUTAGE = Duration.ofSeconds(20);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final int LOOKS_A_SECOND = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long LEAST_BYTES_A_UNIT = 700_000;
  private static final int CENTRALS = 2;

  private final Path folder;
  private final PrintWriter err;
  private final UnitClock clock = new SystemClock();
  private final int port;
  private final List<AtomicLong> shares = new ArrayList<>();

  BenchFleet(Path folder, PrintWriter err) throws IOException {
    this.folder = folder;
    this.err = err;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  /** What a unit has to deliver, in memory: a store for each would measure this machine's disk. */
  private static final class Waiting implements Outbox {
    private final ConcurrentSkipListMap<Long, OutboxRow> rows = new ConcurrentSkipListMap<>();
    private final AtomicLong seq = new AtomicLong();
    private final String unit;

    Waiting(String unit) {
      this.unit = unit;
    }

    void add(int reads) {
      for (int i = 0; i < reads; i++) {
        long number = seq.incrementAndGet();
        String id = unit + "-" + number;
        rows.put(number, new OutboxRow(number, OutboxLane.READ, id, id));
      }
    }

    @Override
    public List<OutboxRow> waiting(OutboxLane lane, int most) {
      return lane == OutboxLane.READ ? rows.values().stream().limit(most).toList() : List.of();
    }

    @Override
    public byte[] body(OutboxLane lane, String id) {
      return """
      {"read_id":"%s","schema_version":"1.0.0","agency_id":"BENCH0000","unit_id":"%s",\
      "captured_at":"2026-11-22T12:00:00Z","plate":{"raw":"ZZ10001","normalized":"ZZ10001"},\
      "images":[],"match":"none","training":true}\
      """
          .formatted(id, unit)
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public CompletableFuture<Void> settle(OutboxLane lane, String id) {
      rows.remove(Long.parseLong(id.substring(id.lastIndexOf('-') + 1)));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> quarantine(OutboxLane lane, String id, String cause) {
      return settle(lane, id).thenApply(v -> true);
    }

    @Override
    public Map<String, Long> counts() {
      return Map.of("new", (long) rows.size());
    }

    int left() {
      return rows.size();
    }
  }

  private final class Unit implements AutoCloseable {
    private final Waiting waiting;
    private final Health health = new Health();
    private final PahoTransport pipe;
    private final Uplink uplink;
    private double connectedS;
    private boolean isDone;

    Unit(int number) {
      UnitId id = new UnitId("BENCH0000", "car-" + number, Deployment.MOBILE);
      waiting = new Waiting(id.unit());
      pipe =
          new PahoTransport(
              new MqttOptions(url(), null, null, null),
              "fleet-" + number,
              Topics.heardBy(id),
              Topics.state(id),
              () -> "", // links of one machine, watched by each unit, would be measured too
              Reconnecting.USUAL);
      uplink = new Uplink(id, waiting, pipe, health, clock, Duration.ofSeconds(30), LaneRules.FREE);
    }

    @Override
    public void close() {
      uplink.close();
    }
  }

  /** Counts what a receiver gets. */
  private record Counting(Transport to, AtomicLong received) implements Transport {
    @Override
    public void start(Listener listener) {
      to.start(
          new Listener() {
            @Override
            public void connected() {
              listener.connected();
            }

            @Override
            public void lost(String cause) {
              listener.lost(cause);
            }

            @Override
            public void received(String topic, byte[] payload, Map<String, String> properties) {
              received.incrementAndGet();
              listener.received(topic, payload, properties);
            }
          });
    }

    @Override
    public boolean isConnected() {
      return to.isConnected();
    }

    @Override
    public CompletableFuture<Void> publish(
        String topic, byte[] payload, boolean isRetained, Map<String, String> properties) {
      return to.publish(topic, payload, isRetained, properties);
    }

    @Override
    public void close() {
      to.close();
    }
  }

  private String url() {
    return "tcp://127.0.0.1:" + port;
  }

  private Process broker() throws IOException, InterruptedException {
    Path settings =
        Files.writeString(
            folder.resolve("mosquitto.conf"),
            """
            listener %d 127.0.0.1
            allow_anonymous true
            persistence true
            persistence_location %s/
            set_tcp_nodelay true
            max_inflight_messages 0
            max_queued_messages 100000
            """
                .formatted(port, folder));
    Process process;
    try {
      process =
          new ProcessBuilder("mosquitto", "-c", settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("mosquitto.log").toFile())
              .start();
    } catch (IOException e) {
      throw new IOException("mosquitto cannot be run; it is needed here: " + e.getMessage(), e);
    }
    InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    while (process.isAlive()) {
      try (Socket s = new Socket()) {
        s.connect(at, 200);
        return process;
      } catch (IOException e) {
        pause();
      }
    }
    throw new IOException(Files.readString(folder.resolve("mosquitto.log")));
  }

  private void pause() throws InterruptedException {
    clock.awaitNanos(clock.monotonicNanos() + LOOK.toNanos());
  }

  /** What was seen while a fleet came back. */
  private static final class Seen {
    final List<Integer> connected = new ArrayList<>();
    final List<Double> doneS = new ArrayList<>();

    /** Of each unit, from its own connection on: whether some wait for others. */
    final List<Double> afterConnectS = new ArrayList<>();

    double connectedS = Double.NaN;
  }

  /**
   * Runs the whole.
   *
   * @param units how many
   * @throws IOException when mosquitto cannot be run, or the process may use too little memory
   */
  void run(int units, Map<String, Object> figures)
      throws IOException, InterruptedException, StoreException {
    if (Runtime.getRuntime().maxMemory() < units * LEAST_BYTES_A_UNIT) {
      throw new IOException(
          "%d units: the process may use %d MB, expected %d or more: OUTRIDER_JAVA_OPTIONS=-Xmx..."
              .formatted(
                  units,
                  Runtime.getRuntime().maxMemory() >> 20,
                  ((units * LEAST_BYTES_A_UNIT) >> 20) + 1));
    }
    Process broker = broker();
    List<Unit> fleet = new ArrayList<>();
    List<CentralReceiver> centrals = new ArrayList<>();
    try (JdbcCentralStore store = JdbcCentralStore.open(folder.resolve("central.db"))) {
      for (int i = 0; i < CENTRALS; i++) {
        shares.add(new AtomicLong());
        centrals.add(
            new CentralReceiver(
                store,
                new Counting(
                    new PahoTransport(
                        new MqttOptions(url(), null, null, null),
                        "fleet-central-" + i,
                        CentralReceiver.subscriptions("fleet", false),
                        null),
                    shares.get(i)),
                Clock.systemUTC(),
                null,
                null));
        centrals.get(i).start();
      }
      for (int i = 0; i < units; i++) {
        Unit unit = new Unit(i);
        unit.waiting.add(READS_BEFORE);
        fleet.add(unit);
        unit.uplink.start();
      }
      Seen first = follow(fleet, units * READS_BEFORE);
      figures.put("fleet_units", units);
      figures.put("fleet_first_start_all_delivered_s", Json.one(last(first.doneS)));

      broker.destroyForcibly().waitFor();
      fleet.forEach(u -> u.waiting.add(READS_MEANWHILE));
      clock.awaitNanos(clock.monotonicNanos() + OUTAGE.toNanos());
      shares.forEach(s -> s.set(0));
      broker = broker();
      Seen back = follow(fleet, units * READS_MEANWHILE);
      report(back, units, figures);
    } finally {
      fleet.parallelStream().forEach(Unit::close);
      centrals.forEach(CentralReceiver::close);
      broker.destroyForcibly().waitFor();
    }
  }

  private void report(Seen back, int units, Map<String, Object> figures) {
    int most = 0;
    for (int i = 0; i < back.connected.size(); i++) {
      int before = i < LOOKS_A_SECOND ? 0 : back.connected.get(i - LOOKS_A_SECOND);
      most = Math.max(most, back.connected.get(i) - before);
    }
    figures.put("fleet_broker_away_s", OUTAGE.toSeconds());
    figures.put("fleet_reads_waiting", units * READS_MEANWHILE);
    figures.put("fleet_all_connected_s", Json.one(back.connectedS));
    figures.put("fleet_most_connects_in_a_second", most);
    figures.put("fleet_all_delivered_s", Json.one(last(back.doneS)));
    figures.put("fleet_unit_delivered_s_p50", BenchAlerts.percentile(back.doneS, 0.5));
    figures.put("fleet_unit_delivered_s_p99", BenchAlerts.percentile(back.doneS, 0.99));
    figures.put(
        "fleet_unit_delivered_after_its_connect_s_p50",
        BenchAlerts.percentile(back.afterConnectS, 0.5));
    figures.put(
        "fleet_unit_delivered_after_its_connect_s_p99",
        BenchAlerts.percentile(back.afterConnectS, 0.99));
    figures.put(
        "fleet_unit_delivered_after_its_connect_s_max",
        BenchAlerts.percentile(back.afterConnectS, 1));
    figures.put(
        "fleet_receivers_share", shares.get(0).get() + " and " + shares.get(1).get() + " messages");
  }

  private static double last(List<Double> times) {
    return times.stream().max(Comparator.naturalOrder()).orElse(Double.NaN);
  }

  /** Looks on until all have delivered. */
  private Seen follow(List<Unit> fleet, int reads) throws InterruptedException {
    Seen seen = new Seen();
    for (Unit unit : fleet) {
      unit.isDone = false;
      unit.connectedS = Double.NaN;
    }
    Progress progress = new Progress(err, reads);
    long from = clock.monotonicNanos();
    IntSupplier left = () -> fleet.stream().mapToInt(u -> u.waiting.left()).sum();
    while (seen.doneS.size() < fleet.size()) {
      double now = (clock.monotonicNanos() - from) / 1e9;
      int connected = 0;
      for (Unit unit : fleet) {
        if (unit.pipe.isConnected()) {
          connected++;
          unit.connectedS = Double.isNaN(unit.connectedS) ? now : unit.connectedS;
        }
        if (!unit.isDone && unit.waiting.left() == 0) {
          unit.isDone = true;
          seen.doneS.add(now);
          seen.afterConnectS.add(now - unit.connectedS);
        }
      }
      seen.connected.add(connected);
      if (connected == fleet.size() && Double.isNaN(seen.connectedS)) {
        seen.connectedS = now;
      }
      progress.at(reads - left.getAsInt());
      if (now > PATIENCE.toSeconds()) {
        break;
      }
      pause();
    }
    progress.end();
    return seen;
  }
}
