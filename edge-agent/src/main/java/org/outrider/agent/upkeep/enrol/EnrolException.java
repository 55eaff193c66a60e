package org.outrider.agent.upkeep.enrol;

import java.time.Duration;
import java.util.Optional;

/** The authority gave no certificate: says why, and when it may be asked again. */
public final class EnrolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> retryAfter;

  EnrolException(String message) {
    super(message);
    this.retryAfter = Optional.empty();
  }

  EnrolException(String message, Throwable cause) {
    super(message, cause);
    this.retryAfter = Optional.empty();
  }

  /** The authority has taken the request and somebody must look at it first. */
  EnrolException(String message, Duration retryAfter) {
    super(message);
    this.retryAfter = Optional.of(retryAfter);
  }

  /** When to ask again, where the authority said so (RFC 7030, 4.2.3). */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }
}
