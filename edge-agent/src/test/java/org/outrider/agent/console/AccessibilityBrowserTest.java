package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.hal.RealPart;

/**
 * Rules of axe-core (WCAG 2.1 A and AA, best practice) on every page, at four sizes, day and night.
 */
class AccessibilityBrowserTest {
  private static final List<String> PAGES =
      List.of("/", "/history", "/check", "/entries", "/categories", "/equipment", "/logoff");
  private static final List<String> SERVICE = List.of("/aim", "/health", "/equipment");
  private static final List<int[]> SIZES =
      List.of(
          new int[] {800, 480}, new int[] {1024, 600}, new int[] {600, 1024}, new int[] {390, 844});
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Controls below 48 px; of a box to tick its label counts. */
  private static final String SMALL_CONTROLS =
      """
      return [...document.querySelectorAll("a, button, summary, select, textarea, input")]
        .filter((e) => e.type !== "hidden" && e.checkVisibility())
        .map((e) => ["checkbox", "radio"].includes(e.type) ? e.closest("label") ?? e : e)
        .filter((e) => e.getBoundingClientRect().height < 47.5)
        .map((e) => `${e.tagName} ${e.className} ${e.getBoundingClientRect().height} px:`
          + ` ${(e.textContent || e.name).trim().slice(0, 40)}`);
      """;

  @TempDir Path folder;
  private Served served;
  private ChromeDriver browser;
  private String axe = "";

  @BeforeEach
  void open() throws Exception {
    RealPart.require("chromium");
    RealPart.require("chromedriver");
    served = new Served(folder);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(new File("/usr/bin/chromium"));
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(new File("/usr/bin/chromedriver"))
                .build(),
            options);
    axe = script();
  }

  @AfterEach
  void close() {
    browser.quit();
    served.close();
  }

  private static String script() throws IOException {
    try (InputStream in =
        AccessibilityBrowserTest.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
      return new String(
          Objects.requireNonNull(in, "axe-core is not on the class path").readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }

  private void as(String role) {
    browser.get(url("/"));
    String[] cookie = served.as(role).cookie().split("=", 2);
    browser.manage().deleteAllCookies();
    browser.manage().addCookie(new Cookie(cookie[0], cookie[1]));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + served.console.port() + path;
  }

  /** What axe-core finds on a page in each size and colours: page, rule and element. */
  private List<String> violations(String path) {
    List<String> out = new ArrayList<>();
    browser.get(url(path));
    assertEquals(
        200L,
        browser.executeScript(
            "return performance.getEntriesByType('navigation')[0].responseStatus"),
        path);
    Object _ = browser.executeScript(axe);
    for (int[] size : SIZES) {
      Map<String, Object> screen =
          Map.of("width", size[0], "height", size[1], "deviceScaleFactor", 1, "mobile", false);
      Map<String, Object> _ =
          browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", screen);
      for (Object small : (List<?>) browser.executeScript(SMALL_CONTROLS)) {
        out.add("%s %dx%d: %s".formatted(path, size[0], size[1], small));
      }
      for (boolean night : List.of(false, true)) {
        @SuppressWarnings("unchecked")
        List<String> found =
            (List<String>)
                browser.executeAsyncScript(
                    """
                    const [night, done] = arguments;
                    document.documentElement.classList.toggle("night", night);
                    axe.run({resultTypes: ["violations"]}).then(
                      (r) => done(r.violations.flatMap((v) => v.nodes.map((n) =>
                        v.id + ": " + n.target.join(" ") + " " + (n.any[0]?.message ?? "")))),
                      (e) => done([String(e)]));
                    """,
                    night);
        for (String f : found) {
          out.add("%s %dx%d %s: %s".formatted(path, size[0], size[1], night ? "night" : "day", f));
        }
      }
    }
    return out;
  }

  private void untilCard() {
    new WebDriverWait(browser, PATIENCE)
        .until(
            b ->
                Boolean.TRUE.equals(
                    browser.executeScript(
                        "return document.querySelector('.now article.card') !== null")));
  }

  @Test
  void noPageViolatesARuleAtAnySizeByDayOrNight() {
    List<String> found = new ArrayList<>(violations("/")); // log-on
    as("officer");
    served.alert(
        "ABC1284",
        Served.entry("e1", "ABC1234", Category.STOLEN_VEHICLE, "Approach with care."),
        Match.Type.SIMILAR);
    served.alert(
        "XYZ789", Served.entry("e2", "XYZ789", Category.WANTED_PERSON, "Armed."), Match.Type.EXACT);
    browser.get(url("/"));
    untilCard();
    PAGES.forEach(p -> found.addAll(violations(p)));
    as("technician");
    SERVICE.forEach(p -> found.addAll(violations(p)));
    assertEquals(List.of(), found, String.join("\n", found));
  }

  private String live() {
    return String.valueOf(
        browser.executeScript("return document.querySelector('#bar').getAttribute('aria-live')"));
  }

  private void untilBar(String plate) {
    new WebDriverWait(browser, PATIENCE)
        .until(
            b ->
                String.valueOf(
                        browser.executeScript(
                            "return document.querySelector('.alertbar')?.innerText ?? ''"))
                    .contains(plate));
  }

  @Test
  void theBarInterruptsAScreenReaderForAnAlertThatAwaitsAnAnswerAndKeepsTheFocus() {
    as("officer");
    browser.get(url("/check"));
    UUID hit =
        served.alert(
            "ABC123",
            Served.entry("e1", "ABC123", Category.STOLEN_VEHICLE, "Approach with care."),
            Match.Type.EXACT);
    untilBar("ABC123");
    assertEquals("assertive", live());
    Object _ =
        browser.executeScript(
            "document.querySelector('.alertbar').focus();"
                + "htmx.on('htmx:afterRequest', e => { if (e.detail.target.id === 'bar')"
                + " window.asked = true; });"
                + "htmx.trigger(document.body, 'outrider:alerts')");
    new WebDriverWait(browser, PATIENCE)
        .until(b -> Boolean.TRUE.equals(browser.executeScript("return window.asked === true")));
    assertEquals(
        hit.toString(),
        browser.executeScript("return document.activeElement.dataset.hit"),
        "focus after the bar was asked for again");
  }
}
