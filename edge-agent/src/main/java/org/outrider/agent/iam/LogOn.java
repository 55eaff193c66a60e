package org.outrider.agent.iam;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.UnitClock;

/**
 * Lets people in, each by name, without a network. Who fails too often is locked out until an
 * administrator releases the account; what is wrong is not said before the password is right. Safe
 * for several threads.
 */
public final class LogOn {
  private static final String WRONG = "user or password is wrong";

  private final UserList users;
  private final LogOnRules rules;
  private final AccountStore accounts;
  private final UnitClock clock;

  public LogOn(UserList users, LogOnRules rules, AccountStore accounts, UnitClock clock) {
    this.users = users;
    this.rules = rules;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * Logs a person on.
   *
   * @param password is wiped
   * @param code one-time code; empty for none
   * @throws LogOnException saying why not
   */
  public synchronized User logOn(String userId, char[] password, String code)
      throws LogOnException {
    Instant now = clock.utc();
    @Nullable User user = users.find(userId).orElse(null);
    boolean isRight = (user == null ? Password.NOBODY : user.password()).is(password);
    Arrays.fill(password, '\0');
    if (user == null) {
      throw new LogOnException(WRONG);
    }
    Account account = accounts.account(userId);
    if (account.lockedAt() != null) {
      throw new LogOnException(
          "account locked since " + account.lockedAt() + ": an administrator releases it");
    }
    if (!isRight) {
      throw failed(userId, account, WRONG, now);
    }
    long step = account.totpStep();
    if (user.totp() != null || rules.secondFactorRoles().contains(user.role())) {
      step = secondFactor(user, account, code, now);
    }
    admit(user, now);
    accounts.save(userId, new Account(List.of(), null, step));
    return user;
  }

  private long secondFactor(User user, Account account, String code, Instant now)
      throws LogOnException {
    if (user.totp() == null) {
      throw new LogOnException(
          "a second factor is required for a " + user.role() + ": none is set up");
    }
    OptionalLong step = Totp.step(user.totp(), code, now);
    if (step.isEmpty() || step.getAsLong() <= account.totpStep()) {
      throw failed(user.userId(), account, "one-time code is wrong or was used already", now);
    }
    return step.getAsLong();
  }

  private LogOnException failed(String userId, Account account, String why, Instant now) {
    List<Instant> failures = new ArrayList<>(account.failures());
    failures.removeIf(at -> Duration.between(at, now).compareTo(rules.window()) >= 0);
    failures.add(now);
    boolean isLocked = failures.size() >= rules.tries();
    accounts.save(userId, new Account(failures, isLocked ? now : null, account.totpStep()));
    return new LogOnException(
        isLocked
            ? why
                + "; after %d tries the account is locked: an administrator releases it"
                    .formatted(failures.size())
            : why);
  }

  /** Conditions that are no secret to somebody who has proved who they are. */
  private void admit(User user, Instant now) throws LogOnException {
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
    if (!user.acknowledged().equals(rules.profile())) {
      problems.add(
          "policy: %s not acknowledged yet%s"
              .formatted(
                  rules.profile(),
                  user.acknowledged().isEmpty() ? "" : ", but " + user.acknowledged()));
    }
    if (!problems.isEmpty()) {
      throw new LogOnException(String.join("; ", problems));
    }
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
    accounts.save(userId, new Account(List.of(), null, accounts.account(userId).totpStep()));
  }
}
