package org.outrider.agent.link.uplink;

/** Refusal of a message by the broker, with its reason code (MQTT 5, 2.4). */
public final class BrokerException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int TOO_LARGE = 0x95;

  /** Reason code. */
  private final int code;

  /**
   * @param code reason code, 0x80 or above
   * @param words what the code means
   */
  public BrokerException(int code, String words) {
    super(words);
    this.code = code;
  }

  /** A message over the broker's Maximum Packet Size, which was therefore not sent. */
  public static BrokerException tooLarge(long bytes, long maxBytes) {
    return new BrokerException(
        TOO_LARGE, "packet of %d bytes, the broker accepts %d".formatted(bytes, maxBytes));
  }

  /** A message on whose answer the connection ended; brokers answer so to one that is too large. */
  public static BrokerException badAnswer() {
    return new BrokerException(
        TOO_LARGE,
        "its answer has a reason code that MQTT 5 does not allow, as for a large packet");
  }

  /** True if the broker refuses the message for its size alone. */
  public boolean isTooLarge() {
    return code == TOO_LARGE;
  }
}
