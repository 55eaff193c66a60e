package org.outrider.agent.link.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.ImageRef;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.SmallDisk;
import org.outrider.agent.store.SqliteStore;
import org.outrider.central.CentralReceiver;
import org.outrider.central.JdbcCentralStore;
import org.outrider.hal.RealPart;
import org.outrider.hal.clock.ClockQuality;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.clock.UnitClock;

/**
 * A unit whose link, broker, central, disk and clock fail at random: the broker stands in a network
 * namespace of its own, behind a link that the faults are made on, and central behind another. More
 * of them with {@code -Doutrider.faults=500}.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class NetworkFaultTest {
  private static final int FAULTS = Integer.getInteger("outrider.faults", 24);
  private static final int BACKLOG = Integer.getInteger("outrider.backlog", 5_000);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final UnitId UNIT = new UnitId("CT0000000", "car-7", Deployment.MOBILE);

  @TempDir Path folder;
  private final Health health = new Health();
  private final Random random = new Random(20261122);
  private final SteppedClock clock = new SteppedClock();
  private static final long PID = ProcessHandle.current().pid();
  private static final String SPACE = "outrider-";
  private static final String CAR = "car" + PID % 100_000;
  private static final String CENTRAL = "cen" + PID % 100_000;

  /** Of the unit's link, and of central's. */
  private static final String CAR_NET = "10.%d.77.".formatted(64 + PID % 128);

  private static final String CENTRAL_NET = "10.%d.78.".formatted(64 + PID % 128);
  private final String space = SPACE + PID;
  private Mosquitto broker;
  private JdbcCentralStore received;
  private CentralReceiver central;
  private PahoTransport pipe;
  private int address = 1;

  /** The machine's clock, whose time of day is set wrong. */
  private static final class SteppedClock implements UnitClock {
    private final UnitClock system = new SystemClock();
    private volatile Duration wrong = Duration.ZERO;

    @Override
    public long monotonicNanos() {
      return system.monotonicNanos();
    }

    @Override
    public Instant utc() {
      return system.utc().plus(wrong);
    }

    @Override
    public ClockQuality quality() {
      return ClockQuality.unsynced();
    }

    @Override
    public void awaitNanos(long nanos) throws InterruptedException {
      system.awaitNanos(nanos);
    }
  }

  private static String run(String... command) throws Exception {
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (p.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }

  private static void ip(String words) throws Exception {
    run(("ip " + words).split(" "));
  }

  /** Rules on the unit's link, seen from the broker. */
  private void nft(String... rules) throws Exception {
    run("ip", "netns", "exec", space, "nft", "flush", "ruleset");
    if (rules.length > 0) {
      run("ip", "netns", "exec", space, "nft", "add table inet t");
      run(
          "ip",
          "netns",
          "exec",
          space,
          "nft",
          "add chain inet t c { type filter hook input priority 0; }");
      for (String rule : rules) {
        run("ip", "netns", "exec", space, "nft", "add rule inet t c iifname " + CAR + "x " + rule);
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    RealPart.require("nft");
    Mosquitto.parts();
    try {
      removeLeftovers();
      ip("netns add " + space);
    } catch (IOException e) {
      assumeTrue(false, "no network namespaces here: " + e.getMessage());
    }
    link(CAR, CAR_NET);
    link(CENTRAL, CENTRAL_NET);
    ip("-n " + space + " link set lo up");
    broker =
        new Mosquitto(
            Files.createDirectories(folder.resolve("net")),
            List.of("ip", "netns", "exec", space),
            CAR_NET + "2",
            CENTRAL_NET + "2");
    broker.start();
    startCentral();
  }

  private void link(String name, String net) throws Exception {
    ip("link add %s type veth peer name %sx netns %s".formatted(name, name, space));
    ip("addr add %s1/24 dev %s".formatted(net, name));
    ip("link set %s up".formatted(name));
    ip("-n %s addr add %s2/24 dev %sx".formatted(space, net, name));
    ip("-n %s link set %sx up".formatted(space, name));
  }

  /** Of runs that were killed; their links go with them. */
  private static void removeLeftovers() throws Exception {
    for (String line : run("ip", "netns", "list").lines().toList()) {
      String name = line.split(" ")[0];
      if (name.matches(SPACE + "\\d+")
          && ProcessHandle.of(Long.parseLong(name.substring(SPACE.length()))).isEmpty()) {
        ip("netns del " + name);
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (broker != null) { // a part of the machine is missing
      if (central != null) {
        central.close();
        received.close();
      }
      broker.close();
    }
    if (run("ip", "netns", "list").contains(space)) {
      // a namespace lets its links go some time after it went, and the next test makes them anew
      for (String name : List.of(CAR, CENTRAL)) {
        if (run("ip", "-brief", "link").contains(name + "@")) {
          ip("link del " + name);
        }
      }
      ip("netns del " + space);
    }
  }

  private void startCentral() throws Exception {
    received = JdbcCentralStore.open(folder.resolve("central.db"));
    pipe =
        new PahoTransport(
            broker.options(CENTRAL_NET + "2", "unit", "ca"),
            "central-1",
            CentralReceiver.subscriptions("", false),
            null);
    central = new CentralReceiver(received, pipe, Clock.systemUTC(), null, null);
    central.start();
  }

  private Uplink uplink(SqliteStore store) {
    return new Uplink(
        UNIT,
        store,
        new PahoTransport(
            broker.options(CAR_NET + "2", "unit", "ca"),
            "unit-7",
            Topics.heardBy(UNIT),
            Topics.state(UNIT)),
        health,
        clock,
        Duration.ofSeconds(2),
        LaneRules.FREE);
  }

  private static void until(String what, Duration most, Callable<Boolean> condition)
      throws Exception {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.call()) {
      assertTrue(System.nanoTime() < end, what + " did not happen within " + most);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private void read(SqliteStore store, String id, Instant at, int pictureBytes) {
    byte[] picture = new byte[pictureBytes];
    random.nextBytes(picture);
    store.storeRead(
        id,
        at,
        true,
        ("{\"read_id\":\"%s\",\"captured_at\":\"%s\"}")
            .formatted(id, at)
            .getBytes(StandardCharsets.UTF_8),
        pictureBytes == 0
            ? List.of()
            : List.of(Picture.jpeg(ImageRef.Role.OVERVIEW, picture, 1, 1)));
  }

  private static void hit(SqliteStore store, String id, String readId, Instant at) {
    store.storeHit(
        id, readId, at, ("{\"hit_id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private static void pause(int ms) {
    LockSupport.parkNanos(ms * 1_000_000L);
  }

  // --- faults ------------------------------------------------------------------------------------

  /** One fault, which lasts for a while and is over when this returns. */
  private void fault(String kind, int ms, Path disk) throws Exception {
    switch (kind) {
      case "loss" -> {
        nft("numgen random mod 100 < 30 drop");
        pause(ms);
        nft();
      }
      case "black hole" -> {
        nft("drop");
        pause(ms);
        nft();
      }
      case "reset" -> {
        nft("tcp flags & (syn|ack) != 0 reject with tcp reset");
        pause(ms);
        nft();
      }
      case "link down" -> {
        ip("-n " + space + " link set " + CAR + "x down");
        pause(ms);
        ip("-n " + space + " link set " + CAR + "x up");
      }
      case "address" -> {
        int next = address == 1 ? 3 : 1;
        ip("addr del %s%d/24 dev %s".formatted(CAR_NET, address, CAR));
        pause(ms);
        ip("addr add %s%d/24 dev %s".formatted(CAR_NET, next, CAR));
        address = next;
      }
      case "broker" -> {
        broker.stop();
        pause(ms);
        broker.start();
      }
      case "central" -> {
        pipe.close(); // what it had taken in and not answered for is lost
        central.close();
        received.close();
        pause(ms);
        startCentral();
      }
      case "disk full" -> {
        Path filler = disk.resolve("filler");
        try {
          Files.write(filler, new byte[64 << 20]);
        } catch (IOException full) {
          pause(ms);
        }
        Files.deleteIfExists(filler);
      }
      case "clock ahead" -> clock.wrong = clock.wrong.plusDays(1);
      case "clock behind" -> clock.wrong = clock.wrong.minusDays(1);
      default -> throw new IllegalArgumentException(kind);
    }
  }

  @Test
  @Tag("UPL-02")
  void eachReadIsStoredOnceAtCentralWhateverFails() throws Exception {
    List<String> kinds =
        List.of(
            "loss",
            "black hole",
            "reset",
            "link down",
            "address",
            "broker",
            "central",
            "disk full",
            "clock ahead",
            "clock behind");
    Map<String, Integer> tally = new TreeMap<>();
    Path disk = Files.createDirectory(folder.resolve("disk"));
    SmallDisk.mount(disk, 48);
    int reads = 0;
    try (SqliteStore store = SqliteStore.open(disk.resolve("unit.db"), health, clock::utc)) {
      Uplink uplink = uplink(store);
      store.onCommit(uplink::wake);
      uplink.start();
      Instant at = Instant.parse("2026-11-22T00:00:00Z");
      for (int i = 0; i < FAULTS; i++) {
        at = at.plus(WEEK.dividedBy(FAULTS));
        for (int n = 0; n < 5; n++) {
          read(store, "r" + reads, at, 2_000 + random.nextInt(30_000));
          if (n == 0) {
            hit(store, "h" + reads, "r" + reads, at);
          }
          reads++;
        }
        String kind = kinds.get(i < kinds.size() ? i : random.nextInt(kinds.size()));
        tally.merge(kind, 1, Integer::sum);
        fault(kind, 100 + random.nextInt(1500), disk);
        pause(random.nextInt(400));
      }
      store.flush().get(60, TimeUnit.SECONDS);
      until(
          "all is delivered",
          Duration.ofMinutes(3),
          () -> store.counts().keySet().stream().noneMatch(k -> k.contains(".")));
      uplink.close();
      assertEquals(reads, store.counts().get("stored_read"));
    } finally {
      SmallDisk.unmount(disk);
    }
    Map<String, Long> counts = received.counts();
    assertEquals(reads, counts.get("read"));
    assertEquals(FAULTS, counts.get("hit"));
    assertEquals(reads, counts.get("picture"));
    System.out.println("network faults: " + FAULTS + " " + tally + ", central " + counts);
  }

  @Test
  @Tag("ALR-13")
  void aHitIsAtCentralWithinTwoSecondsOfTheLinksReturnAheadOfABacklog() throws Exception {
    List<Long> took = new ArrayList<>();
    try (SqliteStore store = SqliteStore.open(folder.resolve("unit.db"), health, clock::utc)) {
      Uplink uplink = uplink(store);
      store.onCommit(uplink::wake);
      uplink.start();
      until("connected", Duration.ofSeconds(30), uplink::isConnected);
      ip("-n " + space + " link set " + CAR + "x down");
      for (int i = 0; i < BACKLOG; i++) {
        read(store, "r" + i, Instant.EPOCH, i % 10 == 0 ? 20_000 : 0);
      }
      store.flush().join();
      hit(store, "h1", "r1", Instant.EPOCH);
      store.flush().join();
      pause(5_000);
      ip("-n " + space + " link set " + CAR + "x up");
      took.add(untilHit("h1"));
      assertTrue(
          received.counts().getOrDefault("read", 0L) < BACKLOG / 2, "the reads come behind it");
      hit(store, "h2", "r2", Instant.EPOCH); // while the backlog is on its way
      took.add(untilHit("h2"));
      uplink.close();
    }
    System.out.println(
        "a hit ahead of "
            + BACKLOG
            + " reads: "
            + took.get(0)
            + " ms after the link's return, "
            + took.get(1)
            + " ms while they are sent");
    if (BACKLOG >= 50_000) { // the bar; a run among other tests proves the order alone
      assertTrue(took.get(0) <= 2_000 && took.get(1) <= 2_000, took.toString());
    }
  }

  private long untilHit(String id) throws Exception {
    long from = System.nanoTime();
    until("the hit is at central", Duration.ofSeconds(60), () -> received.body("hit", id) != null);
    return (System.nanoTime() - from) / 1_000_000;
  }
}
