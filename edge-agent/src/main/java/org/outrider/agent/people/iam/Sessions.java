package org.outrider.agent.people.iam;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.read.Ids;
import org.outrider.hal.clock.UnitClock;

/**
 * Who is logged on at this unit. Sessions end with the process; a person has one at a time, so that
 * a token that was left behind somewhere ends with the next log-on. Safe for several threads.
 */
public final class Sessions {
  /** No shift is longer. */
  private static final Duration LONGEST = Duration.ofHours(16);

  private static final int TOKEN_BYTES = 32;

  private final SessionRules rules;
  private final UnitClock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> byToken = new HashMap<>();

  /** When somebody last did something, and when they came, on the monotonic clock. */
  private final Map<String, Times> times = new HashMap<>();

  private record Times(long opened, long used) {}

  public Sessions(SessionRules rules, UnitClock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /** What the policy says. */
  public SessionRules rules() {
    return rules;
  }

  /** Opens a session for somebody who has just logged on, and says no purpose. */
  public Session open(User user) {
    return open(user, "");
  }

  /**
   * Opens a session for somebody who has just logged on.
   *
   * @param purpose code of what it is for; empty for none
   */
  public synchronized Session open(User user, String purpose) {
    return open(user, purpose, "");
  }

  /** Opens a session anew for its person, who goes on with what it was for. */
  public synchronized Session again(Session session, User user) {
    return open(user, session.purpose(), session.canvassCase());
  }

  private Session open(User user, String purpose, String canvassCase) {
    for (Session other : List.copyOf(byToken.values())) {
      if (other.user().userId().equals(user.userId())) {
        close(other);
      }
    }
    Session session =
        new Session(
            Ids.next(clock.utc()).toString(),
            secret(),
            secret(),
            user,
            clock.utc(),
            false,
            purpose,
            canvassCase);
    byToken.put(session.token(), session);
    long now = clock.monotonicNanos();
    times.put(session.token(), new Times(now, now));
    return session;
  }

  private String secret() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The session of a token, locked by now if nothing was done for too long.
   *
   * @param isUse whether the person does something; a page that refreshes itself does not count
   */
  public synchronized Optional<Session> find(String token, boolean isUse) {
    Session session = byToken.get(token);
    Times at = times.get(token);
    if (session == null || at == null) {
      return Optional.empty();
    }
    long now = clock.monotonicNanos();
    if (isOver(at)) {
      close(session);
      return Optional.empty();
    }
    boolean isIdle =
        rules.lockAfter().isPresent()
            && now - at.used() >= rules.lockAfter().orElseThrow().toNanos();
    if (isIdle && !session.isLocked()) {
      session = session.locked(true);
      byToken.put(token, session);
    }
    if (isUse && !session.isLocked()) {
      times.put(token, new Times(at.opened(), now));
    }
    return Optional.of(session);
  }

  private boolean isOver(@Nullable Times at) {
    return at == null || clock.monotonicNanos() - at.opened() >= LONGEST.toNanos();
  }

  /** Locks a session until its person gives the password again. */
  public synchronized void lock(Session session) {
    byToken.computeIfPresent(session.token(), (t, s) -> s.locked(true));
  }

  /**
   * Begins or ends a canvass around a scene (CAP-07).
   *
   * @param caseNumber empty to end it
   */
  public synchronized void canvass(Session session, String caseNumber) {
    byToken.computeIfPresent(session.token(), (t, s) -> s.canvassing(caseNumber));
  }

  /** Ends a session. */
  public synchronized void close(Session session) {
    byToken.remove(session.token());
    times.remove(session.token());
  }

  /**
   * Ends the sessions of those who are not on a new list, have another role, password or second
   * factor there, or may not stay; the others go on as the new list describes them (IAM-03).
   *
   * @param mayStay whether somebody could still log on
   */
  public synchronized void keepOnly(UserList users, Predicate<User> mayStay) {
    for (Session session : List.copyOf(byToken.values())) {
      Optional<User> listed =
          users
              .find(session.user().userId())
              .filter(u -> u.provesAs(session.user()))
              .filter(mayStay);
      if (listed.isPresent()) {
        byToken.put(session.token(), session.of(listed.get()));
      } else {
        close(session);
      }
    }
  }

  /** All that are open, oldest first. */
  public synchronized List<Session> open() {
    List<Session> out = new ArrayList<>(byToken.values());
    out.removeIf(s -> isOver(times.get(s.token())));
    out.sort(java.util.Comparator.comparing(Session::since));
    return out;
  }
}
