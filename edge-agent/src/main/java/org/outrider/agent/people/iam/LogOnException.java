package org.outrider.agent.people.iam;

/** Somebody cannot log on; the message may be shown to whoever tried. */
public final class LogOnException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isAcknowledgementMissing;

  public LogOnException(String message) {
    this(message, false);
  }

  /**
   * @param isAcknowledgementMissing whether nothing else than the policy's acknowledgement is
   *     missing
   */
  LogOnException(String message, boolean isAcknowledgementMissing) {
    super(message);
    this.isAcknowledgementMissing = isAcknowledgementMissing;
  }

  /** Whether whoever logs on only has to acknowledge the policy (IAM-06). */
  public boolean isAcknowledgementMissing() {
    return isAcknowledgementMissing;
  }
}
