package org.outrider.agent.people.iam;

/** Where accounts are remembered, over restarts. */
public interface AccountStore {

  /** {@link Account#NEW} for one that never tried. */
  Account account(String userId);

  /**
   * Durable when it returns, unless the disk is in trouble: then it is remembered until a restart.
   */
  void save(String userId, Account account);

  /** Opens an account at every node, {@code userId} and {@code userId@node}; durable likewise. */
  void open(String userId);

  /** Secret of this unit alone, made with the first call and the same over restarts. */
  byte[] secret();
}
