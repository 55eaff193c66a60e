package org.outrider.agent.people.iam;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.UnitClock;

/**
 * Lets people in, each by name, without a network. Who fails too often is locked out until an
 * administrator releases the account; what is wrong is not said before the password is right. Safe
 * for several threads.
 */
public final class LogOn {
  private static final String WRONG = "user or password is wrong";

  private final Supplier<UserList> lists;
  private final LogOnRules rules;
  private final AccountStore accounts;
  private final UnitClock clock;
  private final LogOnWatch watch;
  private final String unit;

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
  }

  /**
   * Logs a person on.
   *
   * @param password is wiped
   * @param code one-time code; empty for none
   * @param acknowledges whether the person acknowledges the policy with it (IAM-06)
   * @throws LogOnException saying why not
   */
  public synchronized User logOn(String userId, char[] password, String code, boolean acknowledges)
      throws LogOnException {
    Instant now = clock.utc();
    UserList users = lists.get();
    @Nullable User user = users.find(userId).orElse(null);
    boolean isRight = (user == null ? Password.NOBODY : user.password()).is(password);
    Arrays.fill(password, '\0');
    if (user == null) {
      throw refused(userId, WRONG, false);
    }
    Account account = accounts.account(userId);
    if (account.lockedAt() != null) {
      throw refused(
          userId,
          "account locked since " + account.lockedAt() + ": an administrator releases it",
          false);
    }
    if (!isRight) {
      throw failed(userId, account, WRONG, now);
    }
    long step = account.totpStep();
    if (user.totp() != null || rules.secondFactorRoles().contains(user.role())) {
      step = secondFactor(user, account, code, now);
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
    accounts.save(userId, new Account(List.of(), null, step, acknowledged));
    return user;
  }

  private LogOnException refused(String userId, String why, boolean isLocked)
      throws LogOnException {
    watch.failed(userId, why, isLocked);
    return new LogOnException(why);
  }

  private long secondFactor(User user, Account account, String code, Instant now)
      throws LogOnException {
    if (user.totp() == null) {
      throw refused(
          user.userId(),
          "a second factor is required for a " + user.role() + ": none is set up",
          false);
    }
    OptionalLong step = Totp.step(user.totp(), code, now);
    if (step.isEmpty() || step.getAsLong() <= account.totpStep()) {
      throw failed(user.userId(), account, "one-time code is wrong or was used already", now);
    }
    return step.getAsLong();
  }

  private LogOnException failed(String userId, Account account, String why, Instant now)
      throws LogOnException {
    List<Instant> failures = new ArrayList<>(account.failures());
    failures.removeIf(at -> Duration.between(at, now).compareTo(rules.window()) >= 0);
    failures.add(now);
    boolean isLocked = failures.size() >= rules.tries();
    accounts.save(userId, account.failed(failures, isLocked ? now : null));
    return refused(
        userId,
        isLocked
            ? why
                + "; after %d tries the account is locked: an administrator releases it"
                    .formatted(failures.size())
            : why,
        isLocked);
  }

  /** Conditions that are no secret to somebody who has proved who they are. */
  private void admit(User user, UserList users, Instant now) throws LogOnException {
    List<String> problems = new ArrayList<>();
    if (!now.isBefore(users.validUntil())) {
      problems.add("the list of users was valid until " + users.validUntil());
    }
    @Nullable LocalDate trained = user.trainingValidUntil();
    LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
    if (rules.isTrainingRequired() && (trained == null || today.isAfter(trained))) {
      problems.add(
          trained == null ? "training: none recorded" : "training: was valid until " + trained);
    }
    if (!problems.isEmpty()) {
      throw refused(user.userId(), String.join("; ", problems), false);
    }
  }

  /**
   * What a locked account is opened by, over the telephone.
   *
   * @return empty for an account that is not locked
   */
  public synchronized Optional<String> challenge(String userId) {
    if (lists.get().find(userId).isEmpty()) {
      return Optional.empty();
    }
    Instant lockedAt = accounts.account(userId).lockedAt();
    return lockedAt == null
        ? Optional.empty()
        : Optional.of(ReleaseCode.challenge(unit, userId, lockedAt));
  }

  /**
   * Opens a locked account by the code of an administrator.
   *
   * @throws LogOnException when no administrator's secret makes this code
   */
  public synchronized void releaseBy(String userId, String code) throws LogOnException {
    String challenge = challenge(userId).orElse("");
    for (User by : lists.get().users()) {
      if (by.release() != null
          && !challenge.isEmpty()
          && ReleaseCode.isSame(ReleaseCode.code(by.release(), unit, userId, challenge), code)) {
        release(userId, by.actor());
        return;
      }
    }
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
    accounts.save(userId, accounts.account(userId).open());
  }
}
