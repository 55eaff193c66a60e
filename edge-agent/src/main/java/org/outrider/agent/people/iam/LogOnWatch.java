package org.outrider.agent.people.iam;

/**
 * Hears of each try to log on before it takes effect, so that it can be written down. What it
 * throws keeps it from taking effect.
 */
public interface LogOnWatch {
  /** Where nothing is written down. */
  LogOnWatch NONE =
      new LogOnWatch() {
        @Override
        public void loggedOn(User user, boolean acknowledges) {}

        @Override
        public void failed(String userId, String why, boolean isLocked) {}

        @Override
        public void released(String userId, Actor by) {}
      };

  /**
   * Somebody is let in.
   *
   * @param acknowledges whether the policy was acknowledged with it
   */
  void loggedOn(User user, boolean acknowledges) throws LogOnException;

  /**
   * Somebody is not let in.
   *
   * @param userId as it was given; perhaps nobody's
   * @param isLocked whether the account is locked by this try
   */
  void failed(String userId, String why, boolean isLocked) throws LogOnException;

  /** An account is opened again. */
  void released(String userId, Actor by) throws LogOnException;
}
