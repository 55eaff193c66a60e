package org.outrider.agent.base.health;

import org.outrider.agent.base.text.PlainText;

/**
 * A fault of a device or service. Subject and cause may contain text from elsewhere; they are made
 * safe to show.
 *
 * @param subject the device or service, such as the id of a camera
 * @param cause what is known of it; never a plate, a position or a name
 */
public record Fault(FaultCode code, String subject, String cause) {
  private static final int MAX_SUBJECT = 200;
  private static final int MAX_CAUSE = 1000;

  public Fault {
    subject = PlainText.line(subject, MAX_SUBJECT);
    cause = PlainText.line(cause, MAX_CAUSE);
  }
}
