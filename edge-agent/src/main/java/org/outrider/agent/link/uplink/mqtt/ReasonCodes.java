package org.outrider.agent.link.uplink.mqtt;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.text.PlainText;

/** Words for the reason codes of MQTT 5 (2.4, table 2-6). */
final class ReasonCodes {
  /** First code that means a failure. */
  static final int FAILURE = 0x80;

  static final int SESSION_TAKEN_OVER = 0x8e;

  private static final int LAST = 0xff;

  private static final Map<Integer, String> WORDS =
      Map.ofEntries(
          Map.entry(0x00, "normal disconnection"),
          Map.entry(0x04, "disconnect with will message"),
          Map.entry(0x80, "unspecified error"),
          Map.entry(0x81, "malformed packet"),
          Map.entry(0x82, "protocol error"),
          Map.entry(0x83, "implementation specific error"),
          Map.entry(0x84, "unsupported protocol version"),
          Map.entry(0x85, "client identifier not valid"),
          Map.entry(0x86, "bad user name or password"),
          Map.entry(0x87, "not authorized"),
          Map.entry(0x88, "server unavailable"),
          Map.entry(0x89, "server busy"),
          Map.entry(0x8a, "banned"),
          Map.entry(0x8b, "server shutting down"),
          Map.entry(0x8c, "bad authentication method"),
          Map.entry(0x8d, "keep alive timeout"),
          Map.entry(SESSION_TAKEN_OVER, "session taken over by another client of the same name"),
          Map.entry(0x8f, "topic filter invalid"),
          Map.entry(0x90, "topic name invalid"),
          Map.entry(0x91, "packet identifier in use"),
          Map.entry(0x92, "packet identifier not found"),
          Map.entry(0x93, "receive maximum exceeded"),
          Map.entry(0x94, "topic alias invalid"),
          Map.entry(0x95, "packet too large"),
          Map.entry(0x96, "message rate too high"),
          Map.entry(0x97, "quota exceeded"),
          Map.entry(0x98, "administrative action"),
          Map.entry(0x99, "payload format invalid"),
          Map.entry(0x9a, "retain not supported"),
          Map.entry(0x9b, "QoS not supported"),
          Map.entry(0x9c, "use another server"),
          Map.entry(0x9d, "server moved"),
          Map.entry(0x9e, "shared subscriptions not supported"),
          Map.entry(0x9f, "connection rate exceeded"),
          Map.entry(0xa0, "maximum connect time"),
          Map.entry(0xa1, "subscription identifiers not supported"),
          Map.entry(0xa2, "wildcard subscriptions not supported"));

  private ReasonCodes() {}

  static boolean isFailure(int code) {
    return code >= FAILURE && code <= LAST;
  }

  /** Meaning of a code, with the code itself. */
  static String words(int code) {
    return "%s (0x%02x)".formatted(WORDS.getOrDefault(code, "unknown reason"), code);
  }

  /** The same, with the text that the broker added, if any. */
  static String words(int code, @Nullable String added) {
    return added == null || added.isBlank()
        ? words(code)
        : words(code) + ": " + PlainText.line(added);
  }
}
