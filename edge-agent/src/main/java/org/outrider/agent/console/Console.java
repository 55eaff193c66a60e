package org.outrider.agent.console;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.Alert;
import org.outrider.agent.base.tls.ServerIdentity;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.iam.LogOn;
import org.outrider.agent.people.iam.Sessions;
import org.outrider.hal.clock.UnitClock;
import org.tinylog.Logger;

/** Serves the unit's page. What it does wrong stays here: no alert waits for it. */
public final class Console implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 256;

  /** A browser opens six, and the page's events are one of them. */
  private static final int MOST_OF_ADDRESS = 64;

  private static final Duration HEAD = Duration.ofSeconds(20);
  private static final Duration WHOLE = Duration.ofSeconds(60);
  private static final long MOST_BODY_BYTES = 64 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(20);
  private static final String TOLD = "told";

  /**
   * Where it is served.
   *
   * @param port 0 for any free one
   * @param tls empty on this machine's own address alone
   */
  public record Place(String host, int port, Optional<ServerIdentity> tls) {}

  /** Answers one request. */
  @FunctionalInterface
  private interface Answer {
    void to(Visit visit) throws ConsoleException, InterruptedException;
  }

  private final Gate gate;
  private final Events events;
  private final AlertBook book;
  private final Pages pages;
  private final Map<Route, Answer> answers = new EnumMap<>(Route.class);
  private final Javalin server;
  private final Optional<ServerIdentity> identity;
  private final SslContextFactory.Server tls = new SslContextFactory.Server();

  /** Of the certificate that it is served with. */
  private @Nullable Instant identified;

  private boolean isServed;

  /**
   * Builds a console; nothing is served yet.
   *
   * @param isTraining whether all that is shown is for training
   * @param onSessions called when somebody logged on or off
   */
  public Console(
      Place place,
      ConsoleUnit unit,
      ConsoleRules rules,
      LogOn logOn,
      Sessions sessions,
      Audit audit,
      UnitClock clock,
      boolean isTraining,
      Runnable onSessions) {
    identity = place.tls();
    boolean isTls = identity.isPresent();
    gate =
        new Gate(
            isTls,
            isTls ? Set.of() : Set.of("127.0.0.1", "localhost", "[::1]"),
            rules,
            sessions,
            audit,
            new Strangers(clock));
    events = new Events(unit::silence);
    book = new AlertBook(unit);
    pages = new Pages(unit, rules, isTraining);
    AlertPages alerts = new AlertPages(unit, rules, book, audit, pages);
    AlertAnswers given = new AlertAnswers(unit, audit, alerts);
    SessionPages session =
        new SessionPages(gate, rules, logOn, sessions, audit, alerts, unit, pages, onSessions);
    CheckPages check = new CheckPages(unit, rules, audit, clock, pages);
    EntryPages entries = new EntryPages(unit, rules, audit, clock, pages);
    CategoryPages categories = new CategoryPages(unit, rules, audit, pages);
    ServicePages service = new ServicePages(unit, pages);
    EquipmentPages equipment = new EquipmentPages(unit, rules, audit, pages);
    answers.put(Route.HOME, session::home);
    answers.put(Route.LOG_ON, session::logOn);
    answers.put(Route.RELEASE, session::release);
    answers.put(Route.UNLOCK, session::unlock);
    answers.put(Route.STYLE, v -> file(v, "console.css", "text/css"));
    answers.put(Route.SCRIPT, v -> file(v, "console.js", "text/javascript"));
    answers.put(Route.WORKER, v -> file(v, "worker.js", "text/javascript"));
    answers.put(Route.ICON, v -> file(v, "icon.svg", "image/svg+xml"));
    answers.put(
        Route.HTMX,
        v ->
            file(
                v,
                "/META-INF/resources/webjars/htmx.org/2.0.10/dist/htmx.min.js",
                "text/javascript"));
    answers.put(Route.EVENTS, v -> events.serve(v.context()));
    answers.put(Route.STATUS, v -> pages.part(v, "status.jte", unit.status()));
    answers.put(Route.ALERTS, alerts::part);
    answers.put(Route.PICTURE, alerts::picture);
    answers.put(Route.BAR, alerts::bar);
    answers.put(Route.HISTORY, alerts::history);
    answers.put(Route.TAKE_BACK, given::takeBack);
    answers.put(Route.CLEAR_MISSED, given::clearMissed);
    answers.put(Route.ALERT, alerts::one);
    answers.put(Route.ACCEPT, given::accept);
    answers.put(Route.REJECT, given::reject);
    answers.put(Route.UNABLE, given::unable);
    answers.put(Route.ADVISE, given::advise);
    answers.put(Route.VERIFY, given::verify);
    answers.put(Route.OUTCOME, given::outcome);
    answers.put(Route.CHECK, check::form);
    answers.put(Route.CHECK_NOW, check::now);
    answers.put(Route.ENTRIES, entries::list);
    answers.put(Route.ENTRY_ADD, entries::add);
    answers.put(Route.ENTRY_LOCATED, entries::located);
    answers.put(Route.ENTRY_APPROVE, entries::approve);
    answers.put(Route.ENTRY_REJECT, entries::reject);
    answers.put(Route.ENTRY_REVIEWED, entries::reviewed);
    answers.put(Route.ENTRY_REMOVE, entries::remove);
    answers.put(Route.CATEGORIES, categories::list);
    answers.put(Route.CATEGORY_SWITCH, categories::set);
    answers.put(Route.AIM, service::aim);
    answers.put(Route.AIM_VIEW, service::view);
    answers.put(Route.AIM_PICTURE, service::picture);
    answers.put(Route.HEALTH, service::health);
    answers.put(Route.CHECKUP, service::checkup);
    answers.put(Route.EQUIPMENT, equipment::list);
    answers.put(Route.DAMAGE, equipment::damage);
    answers.put(Route.SERVICED, equipment::serviced);
    answers.put(Route.COUNTED, equipment::counted);
    answers.put(Route.SESSION, session::show);
    answers.put(Route.LOG_OFF_PAGE, session::logOffPage);
    answers.put(Route.CANVASS, session::canvass);
    answers.put(Route.LOCK, session::lock);
    answers.put(Route.LOG_OFF, session::logOff);
    unit.dispositions().onStep(d -> news());
    server = Javalin.create(c -> configure(c, place));
  }

  private void configure(JavalinConfig c, Place place) {
    c.startup.showJavalinBanner = false;
    c.startup.showOldJavalinVersionWarning = false;
    c.startup.startupWatcherEnabled = false;
    c.concurrency.useVirtualThreads = true;
    c.http.maxRequestSize = MOST_BODY_BYTES;
    c.http.generateEtags = false;
    c.jetty.addConnector((s, http) -> connector(s, http, place));
    c.routes.before(gate::dress);
    for (Route route : Route.values()) {
      c.routes.addHttpHandler(
          HandlerType.findOrCreate(route.method()), route.path(), context -> serve(context, route));
    }
    c.routes.exception(ConsoleException.class, (e, x) -> problem(x, e.status(), text(e)));
    c.routes.exception(HttpResponseException.class, (e, x) -> problem(x, e.getStatus(), text(e)));
    c.routes.exception(
        Exception.class,
        (e, x) -> {
          Logger.tag("console").error(e, "{} {} failed", x.method(), x.path());
          problem(x, 500, "this page failed; alerts go on by sound and light");
        });
    c.routes.error(
        404,
        x -> {
          if (x.attribute(TOLD) == null) {
            problem(x, 404, "there is no such page");
          }
        });
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }

  private ServerConnector connector(Server s, HttpConfiguration http, Place place) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(8 * 1024);
    Scheduler scheduler = new ScheduledExecutorScheduler("console-limits", true);
    s.addBean(scheduler);
    ConnectionLimits limits =
        new ConnectionLimits(
            new ConnectionLimits.Limits(MOST_CONNECTIONS, MOST_OF_ADDRESS, HEAD, WHOLE),
            Route.EVENTS.path(),
            scheduler);
    http.addCustomizer(limits);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector;
    if (place.tls().isPresent()) {
      tls.setIncludeProtocols("TLSv1.3");
      connector = new ServerConnector(s, new SslConnectionFactory(tls, "http/1.1"), plain);
    } else {
      connector = new ServerConnector(s, plain);
    }
    connector.addBean(limits);
    connector.setHost(place.host());
    connector.setPort(place.port());
    connector.setIdleTimeout(IDLE.toMillis());
    return connector;
  }

  private void serve(Context c, Route route) throws ConsoleException, InterruptedException {
    Visit visit = gate.letIn(c, route);
    @Nullable Answer answer = answers.get(route);
    if (answer == null) {
      throw new IllegalStateException("nothing answers " + route);
    }
    answer.to(visit);
  }

  /** What went wrong, as a page; or as a line for a part of one. */
  private void problem(Context c, int status, String why) {
    c.status(status);
    c.attribute(TOLD, true);
    if (Visit.wantsJson(c)) {
      c.json(Map.of("problem", why));
      return;
    }
    boolean isPart = c.header("HX-Request") != null;
    c.html(
        pages.render(isPart ? "trouble.jte" : "problem.jte", Map.of("status", status, "why", why)));
  }

  private static void file(Visit visit, String name, String type) {
    try (InputStream in = Console.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not in the program");
      }
      visit.context().contentType(type + "; charset=utf-8").result(in.readAllBytes());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** An alert was raised. */
  public void alert(Alert alert) {
    book.add(alert);
    news();
  }

  private void news() {
    events.tell("alerts");
  }

  /**
   * Serves from now on; while it does, takes up a certificate that was renewed. To be called again
   * now and then.
   *
   * @throws TlsException when it cannot prove who it is: then it is not served
   */
  public synchronized void serve() throws TlsException {
    if (identity.isPresent()) {
      identify(identity.get());
    }
    if (!isServed) {
      isServed = true; // a server that failed cannot be started again
      Javalin _ = server.start();
      Logger.tag("console").info("console on port {}", port());
    }
  }

  private void identify(ServerIdentity by) throws TlsException {
    Instant renewed = by.renewedAt();
    if (renewed.equals(identified)) {
      return;
    }
    SSLContext context = by.context();
    if (isServed) {
      try {
        tls.reload(t -> t.setSslContext(context));
        Logger.tag("console").info("certificate renewed");
      } catch (Exception e) { // as Jetty declares it
        throw new TlsException("console: renewed certificate not taken: " + e.getMessage(), e);
      }
    } else {
      tls.setSslContext(context);
    }
    identified = renewed;
  }

  /** The port that it is served on. */
  public int port() {
    return server.port();
  }

  @Override
  public synchronized void close() {
    events.close();
    if (isServed) {
      Javalin _ = server.stop();
    }
  }
}
