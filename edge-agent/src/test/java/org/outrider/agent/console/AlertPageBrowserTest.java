package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.hal.RealPart;

/** The officer's page in a real browser: no alert is missed, mistaken or answered by accident. */
class AlertPageBrowserTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Served served;
  private Line line;
  private ChromeDriver browser;

  /** A connection between browser and unit that can be held, as a unit that hangs does. */
  private static final class Line implements AutoCloseable {
    private final ServerSocket server;
    private final int to;
    private final Map<Socket, Boolean> open = new ConcurrentHashMap<>();
    private final Semaphore flows = new Semaphore(1);

    Line(int to) throws IOException {
      this.to = to;
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return server.getLocalPort();
    }

    void hold() {
      flows.acquireUninterruptibly();
    }

    void release() {
      flows.release();
    }

    private void accept() {
      while (!server.isClosed()) {
        try {
          Socket from = server.accept();
          Socket onward = new Socket(InetAddress.getLoopbackAddress(), to);
          open.put(from, true);
          open.put(onward, true);
          Thread.ofVirtual().start(() -> pump(from, onward));
          Thread.ofVirtual().start(() -> pump(onward, from));
        } catch (IOException e) {
          return;
        }
      }
    }

    private void pump(Socket from, Socket to) {
      byte[] part = new byte[8192];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        int n;
        while ((n = in.read(part)) >= 0) {
          flows.acquireUninterruptibly();
          flows.release();
          to.getOutputStream().write(part, 0, n);
          to.getOutputStream().flush();
        }
      } catch (IOException e) { // one end is gone, and so is the other
        open.remove(from);
      }
    }

    /** Ends each connection; what was on its way is lost. */
    void cut() throws IOException {
      for (Socket s : open.keySet()) {
        s.close();
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket s : open.keySet()) {
        s.close();
      }
    }
  }

  @BeforeEach
  void open() throws Exception {
    RealPart.require("chromium");
    RealPart.require("chromedriver");
    served = new Served(folder);
    line = new Line(served.console.port());
    ChromeOptions options = new ChromeOptions();
    options.setBinary(new File("/usr/bin/chromium"));
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .build(),
            options);
    size(1024, 600);
    browser.get(url("/"));
    String[] cookie = served.as("officer").cookie().split("=", 2);
    browser.manage().addCookie(new Cookie(cookie[0], cookie[1]));
    browser.get(url("/"));
  }

  @AfterEach
  void close() throws Exception {
    browser.quit();
    line.close();
    served.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + line.port() + path;
  }

  private void size(int width, int height) {
    Map<String, Object> screen = // a window of Chromium is never narrower than 500 px
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false);
    Map<String, Object> _ = browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", screen);
  }

  @SuppressWarnings("unchecked")
  private <T> T js(String script, Object... values) {
    return (T) ((JavascriptExecutor) browser).executeScript(script, values);
  }

  private void until(String what, BooleanSupplier condition) {
    new WebDriverWait(browser, PATIENCE)
        .pollingEvery(Duration.ofMillis(50))
        .withMessage(what)
        .until(b -> condition.getAsBoolean());
  }

  private static HotListEntry entry(String plate, Category category, int priority) {
    HotListEntry plain = Served.entry("e-" + plate, plate, category, "Approach with care.");
    return new HotListEntry(
        plain.entryId(),
        plain.plate(),
        plain.state(),
        category,
        priority,
        plain.classification(),
        plain.vehicle(),
        plain.instructions(),
        null,
        null);
  }

  private UUID alert(String plate, int priority) {
    return served.alert(plate, entry(plate, Category.STOLEN_VEHICLE, priority), Match.Type.EXACT);
  }

  private String shown() {
    return String.valueOf(
        this.<Object>js("return document.querySelector('.now article.card')?.dataset.hit ?? ''"));
  }

  private Disposition.State state(UUID hit) {
    return served.dispositions().all().stream()
        .filter(d -> d.hitId().equals(hit))
        .findFirst()
        .orElseThrow()
        .state();
  }

  /** Presses a key as a finger does, on whatever has the focus. */
  private void press(String key) {
    new Actions(browser).sendKeys(key).perform();
  }

  /** Keeps what the screen shows where a folder is given for it. */
  private void picture(String name) throws IOException {
    @Nullable String to = System.getProperty("console.pictures");
    if (to != null) {
      Files.write(Path.of(to, name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }
  }

  private String bar() {
    return String.valueOf(
        this.<Object>js("return document.querySelector('.alertbar')?.innerText ?? ''"));
  }

  private String text() {
    return browser.findElement(By.tagName("body")).getText();
  }

  /** Waits until the card in hand takes answers. */
  private void settled() {
    until(
        "settled",
        () -> Boolean.TRUE.equals(js("return !document.querySelector('.answers.settling')")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/check", "/entries", "/categories", "/logoff", "/history", "/equipment"})
  @Tag("ALR-01")
  void anAlertIsSeenOnEveryPage(String path) {
    browser.get(url(path));
    alert("ABC123", 10);
    until("category", () -> bar().contains("Stolen vehicle"));
    until("plate and camera", () -> bar().contains("ABC123") && bar().contains("FRONT"));
    until("title", () -> String.valueOf(browser.getTitle()).startsWith("(1) "));
    js("document.querySelector('.alertbar').click()");
    until("card", () -> text().contains("Approach with care."));
  }

  @Test
  @Tag("ALR-01")
  void anAlertIsSeenWhileAnotherOnesPageIsOpen() {
    UUID first = alert("ABC123", 10);
    browser.get(url("/alert/" + first));
    alert("XYZ789", 5);
    until("bar", () -> bar().contains("XYZ789"));
  }

  @Test
  @Tag("ALR-03")
  void aMoreUrgentAlertComesBesideTheCardInHandAndNeverOverIt() {
    UUID inHand = alert("ABC123", 50);
    until("first card", () -> shown().equals(inHand.toString()));
    settled();
    UUID urgent = alert("XYZ789", 1);
    until("notice", () -> text().contains("More urgent"));
    assertEquals(inHand.toString(), shown());
    press("a");
    until("answer", () -> state(inHand) == Disposition.State.ACCEPTED);
    assertEquals(Disposition.State.PRESENTED, state(urgent));
    until("next card", () -> shown().equals(urgent.toString()));
  }

  @Test
  @Tag("ALR-03")
  void aCardThatHasJustComeInTakesNoAnswerForASecond() {
    UUID first = alert("ABC123", 1);
    until("first card", () -> shown().equals(first.toString()));
    settled();
    UUID second = alert("XYZ789", 50);
    press("a");
    until("next card", () -> shown().equals(second.toString()));
    press("a");
    press("a");
    assertEquals(Disposition.State.PRESENTED, state(second), "the hand was meant for the first");
    settled();
    press("a");
    until("answer", () -> state(second) == Disposition.State.ACCEPTED);
  }

  @Test
  @Tag("ALR-09")
  void anOpenListOfReasonsStaysAndThePageGoesOn() {
    UUID first = alert("ABC100", 1);
    until("card", () -> shown().equals(first.toString()));
    settled();
    press("r");
    for (int i = 1; i <= 11; i++) {
      alert("ABC1" + (10 + i), 20 + i);
    }
    until("count", () -> String.valueOf(browser.getTitle()).startsWith("(12) "));
    assertTrue(Boolean.TRUE.equals(js("return document.querySelector('.bar details.last').open")));
    press("1");
    until("answer", () -> state(first) == Disposition.State.REJECTED);
  }

  @Test
  @Tag("ALR-03")
  void aDoubleTapOnRejectOpensNothingElse() {
    UUID first = alert("ABC123", 1);
    until("card", () -> shown().equals(first.toString()));
    settled();
    new Actions(browser)
        .doubleClick(browser.findElement(By.cssSelector("summary.reject")))
        .perform();
    assertEquals(
        List.of("reject"),
        this.<List<String>>js(
            "return [...document.querySelectorAll('.bar details[open] summary')].map(s =>"
                + " s.className)"));
    assertEquals(Disposition.State.PRESENTED, state(first));
  }

  @Test
  @Tag("ALR-15")
  void aWrongAnswerIsFoundInTheShiftAndCorrected() {
    UUID hit = alert("ABC123", 1);
    until("card", () -> shown().equals(hit.toString()));
    settled();
    press("r");
    press("1");
    until("rejected", () -> state(hit) == Disposition.State.REJECTED);
    browser.get(url("/history"));
    assertTrue(text().contains("rejected by officer"), text());
    browser.findElement(By.cssSelector("form[action$='take_back'] button")).click();
    until("open again", () -> state(hit) == Disposition.State.PRESENTED);
    browser.get(url("/"));
    until("card", () -> shown().equals(hit.toString()));
    press("a");
    until("accepted", () -> state(hit) == Disposition.State.ACCEPTED);
  }

  @Test
  @Tag("ALR-12")
  void aUnitThatHangsIsSaidWithinThreeSecondsAndAnAnswerArrivesAfterwards() {
    UUID hit = alert("ABC123", 1);
    until("card", () -> shown().equals(hit.toString()));
    settled();
    js("window.begun = performance.now()");
    line.hold();
    press("a");
    until("notice", () -> text().contains("The unit does not answer"));
    double after = this.<Number>js("return performance.now() - window.begun").doubleValue();
    assertTrue(after < 4500, after + " ms"); // 3 s and what a loaded machine takes
    until("kept", () -> text().contains("Not sent yet"));
    UUID meanwhile = alert("XYZ789", 1);
    line.release();
    until("answer", () -> state(hit) == Disposition.State.ACCEPTED);
    until("back", () -> !text().contains("The unit does not answer"));
    until("what came meanwhile", () -> shown().equals(meanwhile.toString()));
  }

  private boolean readsOn() {
    return this.<List<String>>js(
            "return [...document.querySelectorAll('.strip .lamp.good')].filter(l =>"
                + " l.offsetParent).map(l => l.innerText)")
        .contains("Reading on");
  }

  @Test
  @Tag("INV-05")
  void aUnitThatAnswersAndReadsNoFrameHasARedStrip() {
    size(1280, 800); // a smaller screen shows only what is not as it should be
    until("reads", this::readsOn);
    served.silence = Duration.ofSeconds(35);
    until("notice", () -> text().contains("NOT READING"));
    assertFalse(readsOn());
    assertTrue(
        this.<Boolean>js("return document.querySelector('.strip').classList.contains('doubted')"));
    served.silence = Duration.ZERO;
    until("reads again", this::readsOn);
    assertFalse(text().contains("NOT READING"));
  }

  @Test
  @Tag("INV-05")
  void readingOnIsNotGreenWhileTheUnitHangs() {
    size(1280, 800); // a smaller screen shows only what is not as it should be
    until("reads", this::readsOn);
    line.hold();
    until("notice", () -> text().contains("State not known"));
    assertFalse(readsOn());
    line.release();
    until("reads again", this::readsOn);
  }

  @Test
  @Tag("ALR-12")
  void alertsAreFetchedAgainAfterTheLineWasCut() throws IOException {
    size(1280, 800); // a smaller screen shows only what is not as it should be
    until("reads", this::readsOn);
    line.hold();
    UUID meanwhile = alert("ABC123", 1); // told on a connection that never gets it
    until("notice", () -> text().contains("The unit does not answer"));
    line.cut();
    line.release();
    js("window.back = performance.now()");
    until("what came meanwhile", () -> shown().equals(meanwhile.toString()));
    double after = this.<Number>js("return performance.now() - window.back").doubleValue();
    assertTrue(after < 12_000, after + " ms, as if it had waited for the next look of its own");
  }

  @Test
  void aKeyDoesNothingOnceKeysAreSwitchedOff() {
    UUID hit = alert("ABC123", 1);
    until("card", () -> shown().equals(hit.toString()));
    settled();
    browser.findElement(By.cssSelector("[data-do=keys]")).click();
    press("a");
    press("r");
    assertEquals(List.of(), browser.findElements(By.cssSelector(".bar details[open]")));
    assertEquals(Disposition.State.PRESENTED, state(hit));
  }

  @ParameterizedTest
  @CsvSource({"800,480", "1024,600", "1280,800", "600,1024", "390,844", "853,533"})
  @Tag("ALR-04")
  void plateCategoryCameraAndAnswersAreSeenWithoutScrolling(int width, int height)
      throws IOException {
    size(width, height);
    UUID hit =
        served.alert("ABC1284", entry("ABC1234", Category.STOLEN_VEHICLE, 1), Match.Type.SIMILAR);
    browser.get(url("/"));
    until("card", () -> shown().equals(hit.toString()));
    picture(width + "x" + height);
    for (String css :
        List.of(".now h1", ".where", ".plates", ".patch", ".bar .accept", ".bar .reject")) {
      List<Number> box =
          js(
              "const r = document.querySelector(arguments[0]).getBoundingClientRect();"
                  + "return [r.left, r.top, r.right, r.bottom]",
              css);
      assertTrue(
          box.get(0).doubleValue() >= 0
              && box.get(1).doubleValue() >= 0
              && box.get(2).doubleValue() <= width + 1
              && box.get(3).doubleValue() <= height + 1,
          css + " at " + box + " of " + width + " x " + height);
    }
    double bar =
        this.<Number>js("return document.querySelector('.bar').getBoundingClientRect().top")
            .doubleValue();
    double plate =
        this.<Number>js("return document.querySelector('.plates').getBoundingClientRect().bottom")
            .doubleValue();
    assertTrue(plate <= bar, "plate ends at " + plate + ", answers begin at " + bar);
    assertEquals(
        List.of(),
        this.<List<String>>js(
            "return [...document.querySelectorAll('.bar .answers button, .bar .answers summary,"
                + " .bar .answers a')].filter(e => e.offsetParent &&"
                + " e.getBoundingClientRect().height < 72).map(e => e.textContent)"));
    assertFalse(
        this.<Boolean>js("return document.documentElement.scrollWidth > innerWidth + 1"),
        "scrolls sideways");
  }

  /**
   * Presses the key of an answer every 40 ms, and notes in the session's storage, which outlives a
   * reload, how often, which alerts were answered, and each answer that was not to the one shown.
   */
  private static final String PRESSES =
      """
      const store = (key, change) => {
        const old = JSON.parse(sessionStorage.getItem(key) ?? "[]");
        sessionStorage.setItem(key, JSON.stringify(old.concat(change)));
      };
      window.presser ??= setInterval(() => {
        const shown = document.querySelector(".now article.card")?.dataset.hit;
        if (!shown) return;
        const before = JSON.parse(sessionStorage.getItem("answers") ?? "[]").length;
        document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "a", bubbles: true}));
        sessionStorage.setItem("presses", Number(sessionStorage.getItem("presses") ?? 0) + 1);
        const sent = JSON.parse(sessionStorage.getItem("answers") ?? "[]").slice(before);
        store("sent", sent.map((a) => a.hit));
        store("wrong", sent.filter((a) => a.hit !== shown || !a.path.includes(shown)));
      }, 40);
      """;

  /** Requirement of the page: an answer goes to the alert that was shown, whatever happens. */
  @Test
  @Tag("ALR-03")
  void ofAThousandPressesNoneAnswersAnotherAlertThanTheOneShownAndNoAlertIsLost()
      throws IOException {
    Random random = new Random(26);
    int raised = 0;
    for (int round = 1; round <= 40; round++) {
      for (int i = random.nextInt(4); i >= 0; i--) {
        alert("R" + (10_000 + raised++), random.nextInt(100));
      }
      switch (random.nextInt(8)) {
        case 0 -> browser.navigate().refresh();
        case 1 -> line.cut();
        default -> {} // only a swap
      }
      js(PRESSES);
      int presses = 25 * round;
      until(presses + " presses", () -> stored("presses") >= presses);
    }
    js("clearInterval(window.presser)");
    assertEquals("[]", js("return sessionStorage.getItem('wrong')"));
    until("all sent", () -> "[]".equals(js("return sessionStorage.getItem('answers')")));
    Set<UUID> sent = new HashSet<>();
    for (String hit : this.<List<String>>js("return JSON.parse(sessionStorage.getItem('sent'))")) {
      sent.add(UUID.fromString(hit));
    }
    assertEquals(sent, answered());
    assertTrue(sent.size() >= 10, sent.size() + " answers");
    int open = raised - sent.size();
    until(
        "all that are open are counted",
        () -> String.valueOf(browser.getTitle()).startsWith("(" + open + ") "));
  }

  private long stored(String key) {
    return this.<Number>js("return Number(sessionStorage.getItem(arguments[0]) ?? 0)", key)
        .longValue();
  }

  private Set<UUID> answered() {
    return served.dispositions().all().stream()
        .filter(d -> !d.state().isOpen())
        .map(Disposition::hitId)
        .collect(Collectors.toSet());
  }
}
