package org.outrider.agent.console;

import io.javalin.http.Context;
import java.util.Optional;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.people.iam.Session;

/**
 * One request that was let in.
 *
 * @param session of whoever asks; empty for somebody who is not logged on
 * @param isReceiveOnly whether alerts are shown to be seen only
 */
record Visit(Context context, Route route, Optional<Session> session, boolean isReceiveOnly) {
  /** A text that somebody types is never longer. */
  private static final int MOST_CHARS = 1000;

  /** Whether a program asks, not a browser. */
  static boolean wantsJson(Context context) {
    return "application/json".equals(context.header("Accept"));
  }

  /** Whoever asks; only where the route lets nobody in without a session. */
  Session who() {
    return session.orElseThrow();
  }

  Actor actor() {
    return who().user().actor();
  }

  /** A field of a form, without blanks around it; empty when it was not given. */
  String field(String name) throws ConsoleException {
    String value = context.formParam(name);
    if (value == null) {
      return "";
    }
    if (value.length() > MOST_CHARS) {
      throw new ConsoleException(
          400,
          "%s: %d characters, expected %d at most".formatted(name, value.length(), MOST_CHARS));
    }
    return value.strip();
  }

  /** A secret as it was typed. */
  char[] secret(String name) throws ConsoleException {
    String value = context.formParam(name);
    if (value != null && value.length() > MOST_CHARS) {
      throw new ConsoleException(400, name + ": too long");
    }
    return value == null ? new char[0] : value.toCharArray();
  }

  /** Whether a box was ticked. */
  boolean isTicked(String name) {
    return context.formParam(name) != null;
  }

  /** What is written down of it. */
  AuditEntry entry(Action action, String type, String id) {
    return AuditEntry.of(actor(), action, type, id).in(who().id(), who().user().name());
  }
}
