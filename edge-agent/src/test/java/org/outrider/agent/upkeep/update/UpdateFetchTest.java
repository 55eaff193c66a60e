package org.outrider.agent.upkeep.update;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.hal.RealPart;
import org.outrider.hal.sim.ManualClock;

/** Bundles from a real web server whose connections break. */
class UpdateFetchTest {
  private static final int SIZE = 1_000_000;

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private BundleServer web;
  private UpdateServer server;
  private boolean isLinkUp = true;
  private long dailyBytes;

  @BeforeEach
  void serve() throws Exception {
    RealPart.require("openssl");
    web = new BundleServer(Files.createDirectories(folder.resolve("web")));
    web.bundle = bundle(1);
    server = new ReleaseIndex(web.url(), tls());
    Files.createDirectories(folder.resolve("outcomes"));
  }

  @AfterEach
  void stop() {
    server.close();
    web.close();
  }

  private SSLContext tls() throws Exception {
    return UnitTls.client(web.ca());
  }

  private static byte[] bundle(int seed) {
    byte[] made = new byte[SIZE];
    new Random(seed).nextBytes(made);
    return made;
  }

  /** As a start of the engine does: nothing but the disk is remembered. */
  private UpdateFetch.Result step() throws Exception {
    return step(server);
  }

  private UpdateFetch.Result step(UpdateServer asked) throws Exception {
    UpdateSettings settings =
        new UpdateSettings(
            web.url(),
            false,
            web.ca(),
            Optional.empty(),
            folder.resolve("update"),
            folder.resolve("outcomes"),
            List.of(),
            dailyBytes);
    return new UpdateFetch(settings, () -> isLinkUp, clock::utc)
        .step(asked, "0.1.0", (n, of) -> {});
  }

  private String problem() {
    return assertThrows(UpdateException.class, this::step).getMessage();
  }

  private byte[] ready() throws Exception {
    return Files.readAllBytes(folder.resolve("update/ready.raucb"));
  }

  @Test
  void aBundleComesOverManyStartsAndNoByteOfItTwice() throws Exception {
    web.breaksAfter = 300_000;
    for (int start = 0; start < 3; start++) {
      UpdateFetch.Result result = step();
      assertEquals(UpdateFetch.Outcome.BROKEN_OFF, result.outcome());
      assertTrue(result.fetchedBytes() >= 250_000L * (start + 1), result.toString());
    }
    assertEquals(UpdateFetch.Outcome.FETCHED, step().outcome());
    assertArrayEquals(web.bundle, ready());
    // what was on its way when a connection broke is lost, no more
    assertTrue(web.given < SIZE + 4 * 65_536, "given " + web.given);
    web.asked.clear();
    assertEquals(UpdateFetch.Outcome.FETCHED, step().outcome());
    assertEquals(1, web.asked.size(), "the index alone: " + web.asked);
  }

  @Test
  void aServerWithoutRangesIsAskedForTheWhole() throws Exception {
    web.knowsRanges = false;
    web.breaksAfter = 300_000;
    assertEquals(UpdateFetch.Outcome.BROKEN_OFF, step().outcome());
    web.breaksAfter = SIZE;
    assertEquals(UpdateFetch.Outcome.FETCHED, step().outcome());
    assertArrayEquals(web.bundle, ready());
  }

  @Test
  void aDayTakesNoMoreThanItsBytes() throws Exception {
    dailyBytes = 400_000;
    assertEquals(UpdateFetch.Outcome.WAITS_FOR_BUDGET, step().outcome());
    assertEquals(UpdateFetch.Outcome.WAITS_FOR_BUDGET, step().outcome());
    long first = folder.resolve("update/part").toFile().length();
    assertTrue(first >= 400_000 && first < 400_000 + 65_536, "fetched " + first);
    clock.advance(Duration.ofDays(1));
    assertEquals(UpdateFetch.Outcome.WAITS_FOR_BUDGET, step().outcome());
    clock.advance(Duration.ofDays(1));
    assertEquals(UpdateFetch.Outcome.FETCHED, step().outcome());
    assertArrayEquals(web.bundle, ready());
  }

  @Test
  void withoutTheLinkThatMayBeUsedNobodyIsAsked() throws Exception {
    isLinkUp = false;
    assertEquals(UpdateFetch.Outcome.WAITS_FOR_LINK, step().outcome());
    assertEquals(List.of(), web.asked);
  }

  @Test
  void whatIsOfferedInsteadBeginsAnew() throws Exception {
    web.breaksAfter = 300_000;
    step();
    web.bundle = bundle(2);
    web.version = "9.0.2";
    web.breaksAfter = SIZE;
    assertEquals("9.0.2", step().version());
    assertArrayEquals(web.bundle, ready());
  }

  @Test
  void aBundleThatChangesUnderItsNameIsNotPatchedTogether() throws Exception {
    web.breaksAfter = 300_000;
    step();
    byte[] first = web.bundle;
    web.index =
        """
        {"version": "9.0.1", "bundle": "b", "bytes": %d, "sha256": "%s"}
        """
            .formatted(SIZE, BundleServer.sha256(first));
    web.bundle = bundle(2);
    web.breaksAfter = SIZE;
    String problem = problem();
    assertTrue(problem.contains("sha256 " + BundleServer.sha256(web.bundle)), problem);
    assertTrue(problem.contains("expected " + BundleServer.sha256(first)), problem);
    assertFalse(Files.exists(folder.resolve("update/ready.raucb")));
    web.bundle = first;
    assertEquals(UpdateFetch.Outcome.FETCHED, step().outcome());
  }

  @Test
  void whatWasRefusedOrGivenUpIsNotFetchedAgain() throws Exception {
    assertEquals(UpdateFetch.Outcome.FETCHED, step().outcome());
    Files.writeString(folder.resolve("outcomes/9.0.1"), "given-up it did not read\n");
    long before = web.given;
    UpdateFetch.Result result = step();
    assertEquals(UpdateFetch.Outcome.FAILED, result.outcome());
    assertEquals("given-up it did not read", result.cause());
    assertFalse(Files.exists(folder.resolve("update/ready.raucb")));
    step();
    assertEquals(before, web.given);
  }

  /** The index under an action, as a server with a memory has it; keeps what it is told. */
  private final class Deployment implements UpdateServer {
    private final String action;
    private final List<String> told = new ArrayList<>();

    Deployment(String action) {
      this.action = action;
    }

    @Override
    public Optional<Offer> offered(String running) throws UpdateException, InterruptedException {
      return server
          .offered(running)
          .map(o -> new Offer(action, o.version(), o.bundle(), o.bytes(), o.sha256()));
    }

    @Override
    public Body bundle(Offer offer, long from, String tag)
        throws IOException, UpdateException, InterruptedException {
      return server.bundle(offer, from, tag);
    }

    @Override
    public void tell(String of, Stage stage, String detail) {
      told.add(of + " " + stage);
    }

    @Override
    public void close() {}
  }

  @Test
  void theSameBundleUnderAnotherActionIsNotFetchedAgainAndThatActionHearsOfIt() throws Exception {
    web.breaksAfter = 300_000;
    assertEquals(UpdateFetch.Outcome.BROKEN_OFF, step(new Deployment("1")).outcome());
    web.breaksAfter = SIZE;
    Deployment second = new Deployment("2");
    assertEquals(UpdateFetch.Outcome.FETCHED, step(second).outcome());
    assertArrayEquals(web.bundle, ready());
    assertEquals(List.of("2 FETCHING", "2 FETCHED"), second.told);
    assertTrue(web.given < SIZE + 65_536, "given " + web.given);
    web.given = 0;
    Deployment third = new Deployment("3");
    assertEquals(UpdateFetch.Outcome.FETCHED, step(third).outcome());
    assertEquals(UpdateFetch.Outcome.FETCHED, step(third).outcome());
    assertEquals(List.of("3 FETCHED"), third.told);
    assertEquals(0, web.given);
  }

  @Test
  void whatServesNoSenseIsNamed() throws Exception {
    String[][] cases = {
      {"version", "\"../9\"", "version = ../9"},
      {"version", "\"\"", "version = "},
      {"bundle", "\"http://localhost/b\"", "bundle = http://localhost/b, expected https"},
      {"bundle", "\"a b\"", "a b, expected an address"},
      {"bytes", "-3", "bytes = -3"},
      {"sha256", "\"ABC\"", "sha256 = ABC"},
    };
    String good =
        """
        {"version": "9.0.1", "bundle": "b", "bytes": 5, "sha256": "%s"}
        """
            .formatted("0".repeat(64));
    for (String[] one : cases) {
      web.index =
          good.replaceAll("\"" + one[0] + "\": (\"[^\"]*\"|\\d+)", "\"" + one[0] + "\": " + one[1]);
      String problem = problem();
      assertTrue(problem.contains(one[2]), problem);
      assertTrue(problem.contains("/unit/index.json"), problem);
    }
    web.index = "<html>";
    assertTrue(problem().contains("/unit/index.json"), problem());
    web.index = good;
    assertTrue(problem().contains("more than the 5 bytes named"), problem());
    web.bundle = null;
    assertEquals(UpdateFetch.Outcome.NOTHING, step().outcome());
  }

  @Test
  void theTokenIsForTheServerAlone() throws Exception {
    try (HawkBit hawkbit =
        new HawkBit(URI.create("https://localhost:1/DEFAULT"), "u", "TargetToken t", tls())) {
      Offer elsewhere = new Offer("1", "9.0.1", web.url().resolve("b"), SIZE, "0".repeat(64));
      hawkbit.bundle(elsewhere, 0, "").bytes().close();
      assertTrue(web.asked.getLast().endsWith(" null"), web.asked.toString());
      try (HawkBit own = new HawkBit(web.url(), "u", "TargetToken t", tls())) {
        own.bundle(elsewhere, 0, "").bytes().close();
      }
      assertTrue(web.asked.getLast().endsWith(" TargetToken t"), web.asked.toString());
    }
  }

  @Test
  void aServerOfAnotherAuthorityIsNotTalkedTo() throws Exception {
    BundleServer stranger = new BundleServer(Files.createDirectories(folder.resolve("stranger")));
    stranger.bundle = web.bundle;
    try (stranger;
        UpdateServer untrusted = new ReleaseIndex(stranger.url(), tls())) {
      String problem =
          assertThrows(UpdateException.class, () -> untrusted.offered("0.1.0")).getMessage();
      assertTrue(problem.contains("trust anchors"), problem);
      assertEquals(List.of(), stranger.asked);
    }
  }
}
