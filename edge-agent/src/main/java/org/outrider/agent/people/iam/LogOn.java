package org.outrider.agent.people.iam;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.hal.clock.UnitClock;

/**
 * Lets people in, each by name, without a network. Whoever fails too often is locked out at that
 * node, and nobody else: until an administrator releases the account, or for a while where the
 * policy allows that. Attempts are delayed more and more per source. All who have not proved who
 * they are get one answer, after the same work. Safe for several threads.
 */
public final class LogOn {
  /** Longest delay of attempts from one source. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Consecutive failures of an account at nodes that are not known (NIST SP 800-63B 5.2.2). */
  private static final int MOST_GUESSES = 100;

  private final Supplier<UserList> lists;
  private final LogOnRules rules;
  private final AccountStore accounts;
  private final UnitClock clock;
  private final LogOnWatch watch;
  private final String unit;
  private final Lockouts lockouts;
  private final KnownDevices devices;
  private final Throttle sources;
  private final Throttle guesses;

  /**
   * @param unit agency and unit, for which release codes hold
   * @param lists the list in force at the moment of asking
   */
  public LogOn(
      String unit,
      Supplier<UserList> lists,
      LogOnRules rules,
      AccountStore accounts,
      UnitClock clock,
      LogOnWatch watch) {
    this.unit = unit;
    this.lists = lists;
    this.rules = rules;
    this.accounts = accounts;
    this.clock = clock;
    this.watch = watch;
    this.lockouts = new Lockouts(rules, accounts);
    this.devices = new KnownDevices(accounts.secret());
    this.sources = new Throttle(2 * rules.tries(), LONGEST, clock);
    this.guesses = new Throttle(MOST_GUESSES, LONGEST, clock);
  }

  /** Place that failures of an account count at: a browser known by this person, or an address. */
  private String node(String userId, LogOnSource from) {
    return devices.find(userId, from.devices()).orElse(from.address());
  }

  /**
   * Time until an attempt is answered; zero when it can be made now. The same for names that are on
   * the list and for those that are not.
   */
  public Duration delay(String userId, LogOnSource from) {
    Optional<String> device = devices.find(userId, from.devices());
    Duration here = sources.delay(device.orElse(from.address()));
    Duration all = device.isPresent() ? Duration.ZERO : guesses.delay(userId);
    return here.compareTo(all) > 0 ? here : all;
  }

  /** Proofs for a browser to keep, so that nobody can lock this person out of it. */
  public String devices(String userId, LogOnSource from) {
    return devices.with(userId, from.devices());
  }

  /** Logs a person on at the unit's own terminal. */
  public User logOn(String userId, char[] password, String code, boolean acknowledges)
      throws LogOnException {
    return logOn(userId, password, code, acknowledges, LogOnSource.TERMINAL);
  }

  /**
   * Logs a person on.
   *
   * @param password is wiped
   * @param code one-time code; empty for none
   * @param acknowledges whether the person acknowledges the policy with it (IAM-06)
   * @throws LogOnException saying why not: one text for all that have not proved who they are
   */
  public synchronized User logOn(
      String userId, char[] password, String code, boolean acknowledges, LogOnSource from)
      throws LogOnException {
    Instant now = clock.utc();
    Duration delay = delay(userId, from);
    if (!delay.isZero()) { // not counted: attempts during a delay do not prolong it
      Arrays.fill(password, '\0');
      throw tooSoon(delay);
    }
    UserList users = lists.get();
    @Nullable User user = users.find(userId).orElse(null);
    boolean isRight = (user == null ? Password.NOBODY : user.password()).is(password);
    Arrays.fill(password, '\0');
    String key = Lockouts.key(userId, node(userId, from));
    boolean isLocked = lockouts.at(key, user != null, now).lockedAt() != null;
    if (user == null || isLocked || !isRight) {
      throw failed(userId, key, user != null, from, isLocked ? "locked" : "password");
    }
    Account account = accounts.account(userId);
    long step = account.totpStep();
    if (user.totp() != null) {
      OptionalLong found = Totp.step(user.totp(), code, now);
      if (found.isEmpty() || found.getAsLong() <= step) {
        throw failed(userId, key, true, from, "one-time code is wrong or was used already");
      }
      step = found.getAsLong();
    } else if (rules.secondFactorRoles().contains(user.role())) {
      throw refused(
          userId, "a second factor is required for a " + user.role() + ": none is set up", false);
    }
    admit(user, users, now);
    boolean isAcknowledged =
        List.of(user.acknowledged(), account.acknowledged()).contains(rules.profile());
    if (!isAcknowledged && !acknowledges) {
      String why = "policy: " + rules.profile() + " not acknowledged yet";
      watch.failed(userId, why, false);
      throw new LogOnException(why, true);
    }
    watch.loggedOn(user, !isAcknowledged);
    String acknowledged = isAcknowledged ? account.acknowledged() : rules.profile();
    accounts.save(userId, new Account(account.failures(), account.lockedAt(), step, acknowledged));
    lockouts.succeeded(key);
    sources.succeeded(node(userId, from));
    guesses.succeeded(userId);
    return user;
  }

  /** Answer to an attempt that came too soon after failed ones. */
  public static LogOnException tooSoon(Duration delay) {
    return new LogOnException(
        "too many failed attempts: try again in "
            + Counted.of(delay.plusMillis(999).toSeconds(), "second"));
  }

  private LogOnException refused(String userId, String why, boolean isLocked)
      throws LogOnException {
    watch.failed(userId, why, isLocked);
    return new LogOnException(why);
  }

  /** Counts a failure; whoever failed hears the one answer, and the audit trail the cause. */
  private LogOnException failed(
      String userId, String key, boolean isListed, LogOnSource from, String why)
      throws LogOnException {
    Instant now = clock.utc();
    boolean wasLocked = lockouts.at(key, isListed, now).lockedAt() != null;
    boolean isLocked = lockouts.failed(key, isListed, now).lockedAt() != null;
    sources.failed(node(userId, from));
    if (devices.find(userId, from.devices()).isEmpty()) {
      guesses.failed(userId);
    }
    watch.failed(userId, why + ", from " + from, isLocked && !wasLocked);
    return new LogOnException(rules.refusal());
  }

  /** Conditions that are no secret to somebody who has proved who they are. */
  private void admit(User user, UserList users, Instant now) throws LogOnException {
    List<String> problems = new ArrayList<>();
    if (!now.isBefore(users.validUntil())) {
      problems.add("the list of users was valid until " + users.validUntil());
    }
    rules.training(user, now).ifPresent(problems::add);
    if (!problems.isEmpty()) {
      throw refused(user.userId(), String.join("; ", problems), false);
    }
  }

  /**
   * Challenge by whose answer a locked account is opened, over the telephone.
   *
   * @return empty for an account that is not locked there; names on no list are locked alike
   */
  public synchronized Optional<String> challenge(String userId, LogOnSource from) {
    boolean isListed = lists.get().find(userId).isPresent();
    String key = Lockouts.key(userId, node(userId, from));
    @Nullable Instant lockedAt = lockouts.at(key, isListed, clock.utc()).lockedAt();
    return lockedAt == null
        ? Optional.empty()
        : Optional.of(ReleaseCode.challenge(unit, userId, lockedAt));
  }

  /**
   * Opens a locked account by the code of an administrator.
   *
   * @throws LogOnException when no administrator's secret makes this code
   */
  public synchronized void releaseBy(String userId, String code, LogOnSource from)
      throws LogOnException {
    Duration delay = delay(userId, from);
    if (!delay.isZero()) {
      throw tooSoon(delay);
    }
    String challenge = challenge(userId, from).orElse("");
    for (User by : lists.get().users()) {
      if (by.release() != null
          && !challenge.isEmpty()
          && ReleaseCode.isSame(ReleaseCode.code(by.release(), unit, userId, challenge), code)) {
        release(userId, by.actor());
        return;
      }
    }
    sources.failed(node(userId, from));
    throw refused(userId, "release code is wrong", false);
  }

  /**
   * Opens a locked account again.
   *
   * @throws LogOnException when whoever asks is no administrator, or asks for themself
   */
  public synchronized void release(String userId, Actor by) throws LogOnException {
    if (!by.role().equals("administrator") || by.userId().equals(userId)) {
      throw new LogOnException(
          "account " + userId + ": released by another person, an administrator, alone");
    }
    watch.released(userId, by);
    accounts.open(userId);
    guesses.succeeded(userId);
  }
}
