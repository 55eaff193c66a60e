package org.outrider.agent.console;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.Audit;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.LogOnSource;
import org.outrider.agent.people.iam.Session;
import org.outrider.agent.people.iam.Sessions;

/** Lets requests in or not: who asks, from which page, with which right. Default is no. */
final class Gate {
  /** Time for which a browser keeps proofs of log-ons. */
  private static final Duration KNOWN = Duration.ofDays(365);

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
              + " 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()",
          "Cache-Control",
          "no-store");

  private final boolean isTls;
  private final Set<String> hosts;
  private final ConsoleRules rules;
  private final Sessions sessions;
  private final Audit audit;
  private final Strangers strangers;

  /**
   * @param hosts names that a browser on this machine may use; empty where a certificate says who
   *     this is
   */
  Gate(
      boolean isTls,
      Set<String> hosts,
      ConsoleRules rules,
      Sessions sessions,
      Audit audit,
      Strangers strangers) {
    this.isTls = isTls;
    this.hosts = Set.copyOf(hosts);
    this.rules = rules;
    this.sessions = sessions;
    this.audit = audit;
    this.strangers = strangers;
  }

  /** What every answer bears, whatever it is. */
  void dress(Context c) {
    HEADERS.forEach(c::header);
    if (isTls) {
      c.header("Strict-Transport-Security", "max-age=31536000");
    }
  }

  /**
   * Lets a request in.
   *
   * @throws ConsoleException saying why not
   */
  Visit letIn(Context c, Route route) throws ConsoleException {
    sameSite(c, route);
    String token = c.cookie(cookie());
    Optional<Session> session =
        token == null ? Optional.empty() : sessions.find(token, route.isUse());
    Optional<Session> open = session.filter(s -> !s.isLocked());
    boolean mayAsk =
        switch (route.access()) {
          case ANYBODY -> true;
          case LOCKED_SESSION -> session.isPresent();
          case SESSION, RECEIVE_ONLY -> isAllowed(route, open);
        };
    boolean isReceiveOnly =
        !mayAsk
            && route.access() == Route.Access.RECEIVE_ONLY
            && sessions.rules().showsAlertsToAll()
            && (session.isEmpty() || isAllowed(route, session));
    if (!mayAsk && !isReceiveOnly) {
      throw refused(c, route, session);
    }
    Optional<Session> by = route.access() == Route.Access.LOCKED_SESSION ? session : open;
    if (route.method().equals("POST") && route != Route.LOG_ON && route != Route.RELEASE) {
      formToken(c, by.orElseThrow());
    }
    return new Visit(c, route, by, isReceiveOnly);
  }

  private boolean isAllowed(Route route, Optional<Session> session) {
    return session
        .filter(
            s ->
                route.right().isEmpty() || rules.rights().has(s.user().role(), route.right().get()))
        .isPresent();
  }

  /** The session that a request bears, locked or not; nothing is decided by it. */
  Optional<Session> session(Context c) {
    String token = c.cookie(cookie());
    return token == null ? Optional.empty() : sessions.find(token, false);
  }

  private ConsoleException refused(Context c, Route route, Optional<Session> session) {
    String role = session.map(s -> s.user().role()).orElse("");
    if (session.isEmpty()) {
      return note(c, route, session, 401, "log on first");
    }
    if (session.get().isLocked()) {
      return note(c, route, session, 401, "the console is locked: give the password again");
    }
    return note(
        c,
        route,
        session,
        403,
        "a %s may not %s".formatted(role, route.right().map(Right::words).orElse("do this")));
  }

  /**
   * Access that is denied to a person is recorded, and denied whether or not that works (AUD-07).
   * Of requests without a session nobody knows whose they are: they are counted, since anybody can
   * send any number of them.
   */
  private ConsoleException note(
      Context c, Route route, Optional<Session> session, int status, String why) {
    if (session.isPresent()) {
      Session s = session.get();
      audit.note(
          AuditEntry.of(
                  s.user().actor(), Action.ACCESS, "route", route.method() + " " + route.path())
              .in(s.id(), s.user().name())
              .ended(AuditEntry.Result.DENY, why + ", from " + c.ip()));
    } else if (route.isUse()) {
      strangers.count(address(c));
    }
    return new ConsoleException(status, why);
  }

  private static String address(Context c) {
    return ConnectionLimits.address(
        InetAddress.ofLiteral(c.ip().replace("[", "").replace("]", "")));
  }

  /** Place that a request comes from, with what its browser proves of earlier log-ons. */
  LogOnSource source(Context c) {
    String devices = c.cookie(deviceCookie());
    return new LogOnSource(address(c), devices == null ? "" : devices);
  }

  /** Number of requests that were refused because nobody was logged on. */
  long refusedStrangers() {
    return strangers.count();
  }

  /** Another site's page must not make this browser ask anything. */
  private void sameSite(Context c, Route route) throws ConsoleException {
    @Nullable String host = c.header("Host");
    String name = host == null ? "" : host.replaceAll(":\\d+$", "").toLowerCase(Locale.ROOT);
    if (!hosts.isEmpty() && !hosts.contains(name)) {
      throw new ConsoleException(421, "this console is not called \"" + name + "\"");
    }
    @Nullable String site = c.header("Sec-Fetch-Site");
    @Nullable String origin = c.header("Origin");
    boolean isForeign =
        site != null
            ? !site.equals("same-origin")
            : origin != null && !origin.equals((isTls ? "https://" : "http://") + host);
    if (isForeign && route.method().equals("POST")) {
      throw note(c, route, session(c), 403, "sent by another site's page");
    }
  }

  private void formToken(Context c, Session session) throws ConsoleException {
    String given = c.formParam("form");
    if (given == null
        || !MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8),
            session.formToken().getBytes(StandardCharsets.UTF_8))) {
      throw new ConsoleException(403, "the form is not this session's: load the page again");
    }
  }

  /** Gives the browser what it proves its session by. */
  void keep(Context c, Session session) {
    c.cookie(new Cookie(cookie(), session.token(), "/", -1, isTls, true, null, SameSite.STRICT));
  }

  /** Gives the browser proofs of log-ons, by which nobody can lock its people out of it. */
  void know(Context c, String devices) {
    int age = (int) KNOWN.toSeconds();
    c.cookie(new Cookie(deviceCookie(), devices, "/", age, isTls, true, null, SameSite.STRICT));
  }

  private String deviceCookie() {
    return cookie() + "-device";
  }

  /** Takes it back. */
  void forget(Context c) {
    c.cookie(new Cookie(cookie(), "", "/", 0, isTls, true, null, SameSite.STRICT));
  }

  private String cookie() {
    return isTls ? "__Host-outrider" : "outrider";
  }
}
