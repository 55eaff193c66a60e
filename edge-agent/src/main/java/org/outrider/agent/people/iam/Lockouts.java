package org.outrider.agent.people.iam;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Failed attempts and lockouts, each of one account at one node (CJIS AC-7: "account or node"): a
 * browser where the person logged on before, or else an address. Names that are on no list are
 * counted and locked just the same, in memory, so that nobody learns which are. Not safe for
 * several threads.
 */
final class Lockouts {
  private static final int MOST_UNLISTED = 1024;

  /** Row that is written where nothing is to be remembered, so that all answers take as long. */
  private static final String NOBODY = "?";

  private final LogOnRules rules;
  private final AccountStore store;
  private final Map<String, Account> unlisted =
      new LinkedHashMap<>(16, .75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Account> eldest) {
          return size() > MOST_UNLISTED;
        }
      };

  Lockouts(LogOnRules rules, AccountStore store) {
    this.rules = rules;
    this.store = store;
  }

  /** Key of an account at a node; no user id has an "at" sign. */
  static String key(String userId, String node) {
    return userId + "@" + node;
  }

  /** Failures and lockout of an account at a node, as they are now. */
  Account at(String key, boolean isListed, Instant now) {
    Account kept = store.account(isListed ? key : NOBODY);
    Account account = isListed ? kept : unlisted.getOrDefault(key, Account.NEW);
    @Nullable Instant lockedAt = account.lockedAt();
    boolean isOver =
        lockedAt != null
            && !account.isUnreadable()
            && rules.release().isPresent()
            && Duration.between(lockedAt, now).compareTo(rules.release().get()) >= 0;
    return isOver ? account.open() : account;
  }

  /**
   * One more failure.
   *
   * @return the account as it is now, perhaps locked
   */
  Account failed(String key, boolean isListed, Instant now) {
    Account account = at(key, isListed, now);
    if (account.lockedAt() != null) {
      save(key, isListed, account, false);
      return account;
    }
    List<Instant> failures = new ArrayList<>(account.failures());
    failures.removeIf(at -> Duration.between(at, now).compareTo(rules.window()) >= 0);
    failures.add(now);
    boolean isLocked = failures.size() >= rules.tries();
    Account next = account.failed(failures, isLocked ? now : null);
    save(key, isListed, next, true);
    return next;
  }

  private void save(String key, boolean isListed, Account account, boolean isNew) {
    if (!isListed && isNew) {
      unlisted.put(key, account);
    }
    store.save(isListed && isNew ? key : NOBODY, isListed && isNew ? account : Account.NEW);
  }

  /** Forgets the failures at a node after a log-on there. */
  void succeeded(String key) {
    if (!store.account(key).equals(Account.NEW)) {
      store.save(key, Account.NEW);
    }
  }
}
