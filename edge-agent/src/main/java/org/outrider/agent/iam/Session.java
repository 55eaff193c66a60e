package org.outrider.agent.iam;

import java.time.Instant;

/**
 * A person at a unit's console, from log-on to log-off.
 *
 * @param id as records name it; no secret
 * @param token what the browser proves itself by
 * @param formToken what each form must bear, so that no other page can send one
 * @param isLocked whether the password must be given again before anything is done
 */
public record Session(
    String id, String token, String formToken, User user, Instant since, boolean isLocked) {

  /** The same, locked or opened. */
  Session locked(boolean locks) {
    return new Session(id, token, formToken, user, since, locks);
  }

  @Override
  public String toString() { // the tokens are secrets
    return "session " + id;
  }
}
