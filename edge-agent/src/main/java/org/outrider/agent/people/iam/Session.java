package org.outrider.agent.people.iam;

import java.time.Instant;

/**
 * A person at a unit's console, from log-on to log-off.
 *
 * @param id as records name it; no secret
 * @param token what the browser proves itself by
 * @param formToken what each form must bear, so that no other page can send one
 * @param isLocked whether the password must be given again before anything is done
 * @param purpose code of what it is for; empty where that was not said
 * @param canvassCase number of the case whose surroundings are being canvassed; empty for none
 */
public record Session(
    String id,
    String token,
    String formToken,
    User user,
    Instant since,
    boolean isLocked,
    String purpose,
    String canvassCase) {

  /** The same, locked or opened. */
  Session locked(boolean locks) {
    return new Session(id, token, formToken, user, since, locks, purpose, canvassCase);
  }

  /** The same, with a canvass or none. */
  Session canvassing(String caseNumber) {
    return new Session(id, token, formToken, user, since, isLocked, purpose, caseNumber);
  }

  /** The same, of its person as a newer list of users describes them. */
  Session of(User listed) {
    return new Session(id, token, formToken, listed, since, isLocked, purpose, canvassCase);
  }

  @Override
  public String toString() { // the tokens are secrets
    return "session " + id;
  }
}
