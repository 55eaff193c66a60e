package org.outrider.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.outrider.agent.alert.disposition.Disposition;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustedKeys;
import org.outrider.agent.people.audit.AuditChain;
import org.outrider.agent.people.iam.Password;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.policy.Profiles;
import org.outrider.agent.store.SqliteAuditStore;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.RealPart;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/** A shift in a real browser at a whole unit on a simulated street. */
class ConsoleBrowserTest {
  private static final String PASSWORD = "correct horse battery";
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  private AgentUnit unit;
  private ChromeDriver browser;

  private void people() throws Exception {
    String hash = Password.of(PASSWORD.toCharArray()).text();
    StringBuilder list =
        new StringBuilder(
            "[users]\nagency = \"CT0000000\"\nversion = 1\nvalid_until = \"%s\"\n"
                .formatted(Instant.now().plus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS)));
    for (String role : List.of("officer", "supervisor", "technician")) {
      list.append(
          """
          [[user]]
          id = "%s"
          name = "A %s"
          role = "%s"
          password = "%s"
          training_valid_until = "%s"
          """
              .formatted(role, role, role, hash, LocalDate.now().plusDays(30)));
    }
    Path users = folder.resolve("users.toml");
    Files.writeString(users, list);
    SigningKey.make(folder, "agency");
    UserList.sign(users, SigningKey.read(folder.resolve("agency.key.pem")));
    Files.createDirectories(folder.resolve("user-keys"));
    Files.copy(folder.resolve("agency.pem"), folder.resolve("user-keys/agency.pem"));
    Path profile = folder.resolve("hasty.toml");
    Files.writeString(
        profile,
        """
        [profile]
        id = "hasty"
        version = 1
        agency = "CT0000000"
        policy = "test of escalation"
        laws = []
        [alerts]
        escalate_s = { value = 10, clause = "1" }
        """);
    Profiles.sign(profile, SigningKey.read(folder.resolve("agency.key.pem")));
  }

  @BeforeEach
  void start() throws Exception {
    RealPart.require("chromium");
    RealPart.require("chromedriver");
    people();
    Files.writeString(
        folder.resolve("list.csv"),
        """
        plate,state,category,priority,vehicle,instructions
        GLF4827,CT,stolen_vehicle,10,"2019 GRY SEDAN","Approach with care."
        """);
    Devices devices = new Devices();
    unit =
        new AgentUnit(
            ConfigReader.parse(
                "test",
                """
                [unit]
                agency = "CT0000000"
                id = "car-7"
                [[camera]]
                id = "front"
                uri = "sim:street?vehicles=4000&seed=11&plates=GLF4827"
                [inventory]
                asset_tag = "A-117"
                [[part]]
                type = "camera"
                position = "front"
                serial = "C-100"
                tag = "T-1"
                [[part]]
                type = "lens"
                position = "front"
                model = "25 mm"
                serial = "L-5"
                [gnss]
                uri = "sim:drive"
                [hotlist]
                file = "list.csv"
                folder = "lists"
                [policy]
                profile = "hasty.toml"
                keys = "user-keys"
                [users]
                list = "users.toml"
                keys = "user-keys"
                [console]
                port = 0
                """,
                folder,
                devices),
            Path.of("..", "models"),
            devices,
            new SystemClock(),
            true);
    unit.start();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars");
    browser =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    browser.manage().window().setSize(new Dimension(1024, 768));
    long inner = (Long) ((JavascriptExecutor) browser).executeScript("return innerHeight");
    browser.manage().window().setSize(new Dimension(1024, 768 + 768 - (int) inner));
  }

  @AfterEach
  void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (unit != null) {
      unit.close();
    }
  }

  private void open(String path) {
    browser.get("http://127.0.0.1:" + unit.consolePort().orElseThrow() + path);
  }

  private WebElement find(String css) {
    return new WebDriverWait(browser, PATIENCE).until(b -> b.findElement(By.cssSelector(css)));
  }

  /** Does something with an element, anew where the page has just exchanged it. */
  private <T> T on(String css, Function<WebElement, T> what) {
    return new WebDriverWait(browser, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .until(b -> what.apply(b.findElement(By.cssSelector(css))));
  }

  private void click(String css) {
    on(
        css,
        e -> {
          e.click();
          return true;
        });
  }

  private void type(String css, String text) {
    on(
        css,
        e -> {
          e.sendKeys(text);
          return true;
        });
  }

  private String attribute(String css, String name) {
    return on(css, e -> String.valueOf(e.getAttribute(name)));
  }

  private boolean shows(String text) {
    return new WebDriverWait(browser, PATIENCE)
        .ignoring(StaleElementReferenceException.class)
        .until(b -> b.findElement(By.tagName("body")).getText().contains(text));
  }

  private void press(CharSequence key) {
    browser.findElement(By.tagName("body")).sendKeys(key);
  }

  private void logOn(String user, String password) {
    open("/");
    type("input[name=user]", user);
    type("input[name=password]", password);
    click("form.stack button");
  }

  /** The first time the policy is acknowledged with it. */
  private void logOnForTheFirstTime(String user) {
    logOn(user, PASSWORD);
    click("input[name=acknowledge]");
    type("input[name=password]", PASSWORD);
    click("form.stack button");
    find("nav .who");
  }

  /** Kept where a picture of it belongs into the guides; looked at by people. */
  private void picture(String name) throws Exception {
    File shot = browser.getScreenshotAs(OutputType.FILE);
    Path to = Path.of(System.getProperty("console.pictures", folder.toString()));
    Files.createDirectories(to);
    Files.move(
        shot.toPath(),
        to.resolve(name + ".png"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  @Tag("IAM-01")
  @Tag("IAM-04")
  @Tag("IAM-06")
  @Tag("ALR-02")
  @Tag("ALR-03")
  void anOfficerLogsOnSeesTheAlertAnswersByKeysAndLogsOff() throws Exception {
    open("/");
    assertTrue(shows("off: nobody is logged on"));
    picture("log-on");
    logOnForTheFirstTime("officer");
    assertTrue(shows("Reading on"), "the drive starts with the shift");
    find("article.card");
    assertTrue(shows("Approach with care."));
    String officers = browser.manage().getCookieNamed("outrider").getValue();
    browser.manage().deleteAllCookies();
    logOnForTheFirstTime("technician");
    assertTrue(shows("Reading on"), "another who logs on stops no shift");
    open("/logoff");
    click("form[action='/logoff'] button");
    assertTrue(shows("Reading on"), "nor one who logs off");
    browser.manage().deleteAllCookies();
    browser.manage().addCookie(new Cookie("outrider", officers));
    open("/");
    find("article.card");
    new WebDriverWait(browser, PATIENCE)
        .until(
            b ->
                (Boolean)
                    ((JavascriptExecutor) b)
                        .executeScript(
                            "return [...document.images].every(i => i.complete && i.naturalWidth"
                                + " > 0)"));
    WebElement accept = find("button.accept");
    assertTrue(
        accept.getRect().getY() + accept.getRect().getHeight() <= 768, "without any scrolling");
    picture("alert");
    press("r");
    assertTrue(find("details[open]").getText().contains("misread"));
    picture("reject");
    press(Keys.ESCAPE);
    press("n");
    assertEquals("night", attribute("html", "class"));
    picture("night");
    press("n");
    press("a");
    assertTrue(shows("Taken on"));
    Disposition accepted = unit.dispositions().all().getFirst();
    assertEquals(Disposition.State.ACCEPTED, accepted.state());
    assertEquals("officer", accepted.answer().by().userId());
    click("aside ol.waiting a");
    click("input[name=visual]");
    click("input[name=state]");
    click("input[name=method][value=NCIC]");
    click("button[value=confirmed]");
    assertTrue(shows("confirmed by NCIC"));
    picture("verified");
    type("input[name=report_no]", "26-17");
    click("button[value=recovered]");
    assertTrue(shows("Outcome: recovered"));
    open("/health");
    assertTrue(shows("Camera front"));
    picture("health");
    click("a[href='/health/checkup']");
    assertTrue(shows("known plate") && shows("read right"));
    assertTrue(shows("frames/s, brightness"), "the camera that runs is judged");
    picture("checkup");
    open("/check");
    assertTrue(shows("may not ask whether a plate is listed"), "officers do not, by the default");
    open("/logoff");
    picture("log-off");
    click("form[action='/logoff'] button");
    assertTrue(shows("off: nobody is logged on"));
    List<String> severe =
        browser.manage().logs().get(LogType.BROWSER).getAll().stream()
            .map(Object::toString)
            .filter(m -> !m.contains("401") && !m.contains("403"))
            .toList();
    assertEquals(List.of(), severe, "no policy is broken by our own pages");
  }

  @Test
  @Tag("IAM-01")
  @Tag("ALR-03")
  @Tag("ALR-09")
  void whoIsLockedOutStillSeesAlertsAndUnansweredOnesAreMissedButStay() throws Exception {
    logOnForTheFirstTime("officer");
    String first = attribute("article.card", "data-hit");
    new WebDriverWait(browser, PATIENCE)
        .until(b -> !unit.dispositions().missed().isEmpty()); // ten seconds, by the profile
    assertEquals(first, unit.dispositions().missed().getFirst().hitId().toString());
    open("/");
    assertEquals(first, attribute("article.card", "data-hit"), "never by itself");
    open("/logoff");
    click("form[action='/lock'] button");
    assertTrue(shows("Locked"));
    assertTrue(shows("Approach with care."), "to be seen only");
    assertEquals(List.of(), browser.findElements(By.cssSelector("form[action$='/accept']")));
    for (int i = 0; i < 5; i++) {
      type("input[name=password]", "wrong");
      click("form.stack button");
      assertTrue(shows("user or password is wrong"));
    }
    assertTrue(shows("Release by telephone"));
    picture("locked-out");
    assertEquals(List.of(), browser.findElements(By.cssSelector("form[action$='/accept']")));
    browser.manage().deleteAllCookies();
    logOnForTheFirstTime("supervisor");
    press("r");
    press("1");
    new WebDriverWait(browser, PATIENCE).until(b -> unit.dispositions().missed().isEmpty());
    Disposition rejected = unit.dispositions().all().getFirst();
    assertEquals(Disposition.State.REJECTED, rejected.state());
    assertEquals("misread", rejected.answer().reason());
    assertTrue(shows("No alert waits."));
  }

  @Test
  @Tag("ALR-01")
  void aUnitWhoseConsoleCannotBeServedStartsAllTheSame() throws Exception {
    Devices devices = new Devices();
    try (AgentUnit second =
        new AgentUnit(
            ConfigReader.parse(
                "test",
                """
                [unit]
                agency = "CT0000000"
                id = "pole-1"
                deployment = "fixed"
                [[camera]]
                id = "front"
                uri = "sim:street?vehicles=1&seed=3"
                [gnss]
                uri = "fixed:41.1,-73.5"
                [store]
                file = "second/outrider.db"
                [users]
                list = "users.toml"
                keys = "user-keys"
                [console]
                port = %d
                """
                    .formatted(unit.consolePort().orElseThrow()),
                folder,
                devices),
            Path.of("..", "models"),
            devices,
            new SystemClock(),
            true)) {
      second.start();
      assertEquals(
          List.of(FaultCode.CONSOLE_FAILED),
          second.health().faults().stream().map(Fault::code).toList());
      assertTrue(second.awaitEnd(PATIENCE), "it reads its street to the end");
      second.store().flush().join();
      assertEquals(1, second.store().counts().get("reads_stored"));
    }
  }

  @Test
  @Tag("QRY-03")
  @Tag("HL-09")
  @Tag("INV-06")
  void supervisorsCheckAndEnterPlatesAndTechniciansAim() throws Exception {
    logOnForTheFirstTime("supervisor");
    open("/check");
    type("input[name=plate]", "glf 4827");
    for (WebElement field : browser.findElements(By.cssSelector("form.stack input:not(.plate)"))) {
      if (field.isDisplayed()) {
        field.sendKeys("26-17");
      }
    }
    click("select[name=purpose] option[value=stolen_vehicle]");
    click("form.stack button");
    assertTrue(shows("Listed: glf 4827"));
    picture("check");
    open("/entries");
    type("input[name=plate]", "ABC7777");
    click("select[name=category] option[value=bolo]");
    type("input[name=instructions]", "Report where it is seen.");
    for (WebElement field : browser.findElements(By.cssSelector("input[name^=field_]"))) {
      field.sendKeys("26-17");
    }
    click("select[name=field_purpose_code] option[value=stolen_vehicle]");
    type("input[name=verified]", "NCIC");
    click("input[name=suspicion]");
    click("form.stack button.accept");
    assertTrue(shows("ABC7777"));
    assertTrue(shows("pending"), "somebody else must approve it");
    assertFalse(find("form[action$='/approve'] button").isEnabled());
    picture("entries");
    open("/logoff");
    click("form[action='/logoff'] button");
    logOnForTheFirstTime("technician");
    open("/aim");
    find(".aim img");
    assertTrue(shows("exposure"));
    new WebDriverWait(browser, PATIENCE)
        .until(b -> b.findElements(By.cssSelector(".judged li")).size() > 2);
    picture("aim");
    assertTrue(shows("off: in service"));
    open("/equipment");
    type("textarea[name=marks]", "T-1\nX-9");
    click("form[action='/equipment/count'] button");
    assertTrue(shows("Record and unit differ.") && shows("extra"));
    type("form[action='/equipment/damage'] input[name=note]", "housing cracked");
    click("form[action='/equipment/damage'] button");
    assertTrue(shows("housing cracked"));
    picture("equipment");
    open("/entries");
    assertTrue(shows("may not see people's own entries"));
    open("/");
    assertTrue(browser.getCurrentUrl().endsWith("/aim"));
    unit.close();
    AuditChain chain = new AuditChain(TrustedKeys.ofFile(folder.resolve("unit.pem")));
    StringBuilder all = new StringBuilder();
    try (SqliteAuditStore events = new SqliteAuditStore(folder.resolve("audit.db"))) {
      events.each(
          line -> {
            chain.add(line);
            all.append(line);
          });
    }
    assertEquals(List.of(), chain.report().problems());
    for (String action :
        Set.of("login", "manual_check", "entry_create", "logout", "service_mode", "access")) {
      assertTrue(all.indexOf("\"action\":\"" + action + "\"") > 0, action);
    }
  }
}
