package org.outrider.central;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Topic on which a unit publishes.
 *
 * @param agency that the unit is of
 * @param name of the unit within its agency
 * @param kind of the records, as acknowledged
 * @param sha256 of a picture, hexadecimal; empty for anything else
 * @param part number of the picture's part
 */
record UnitTopic(String agency, String name, String kind, String sha256, int part) {
  /** Kinds of messages that a unit publishes; a receiver subscribes to each. */
  static final List<String> LEAVES =
      List.of(
          "hit",
          "hit/disposition",
          "read",
          "session",
          "audit",
          "damage",
          "inventory",
          "service",
          "usage",
          "image/+/+");

  private static final Pattern TOPIC =
      Pattern.compile(
          "alpr/v1/([\\x21-\\x7e&&[^/]]{1,64})/([\\x21-\\x7e&&[^/]]{1,64})/(hit|hit/disposition|read|session|state|audit|damage|inventory|service|usage|hotlist/request|image/([0-9a-f]{64})/(\\d{1,4}))");

  /** Parses a topic; null for one that no unit publishes on. */
  static @Nullable UnitTopic of(String topic) {
    Matcher m = TOPIC.matcher(topic);
    if (!m.matches()) {
      return null;
    }
    String leaf = m.group(3);
    return m.group(4) == null
        ? new UnitTopic(m.group(1), m.group(2), leaf.substring(leaf.lastIndexOf('/') + 1), "", 0)
        : new UnitTopic(
            m.group(1), m.group(2), "picture", m.group(4), Integer.parseInt(m.group(5)));
  }

  /** Returns agency and unit, {@code CT0000000/car-7}. */
  String unit() {
    return agency + "/" + name;
  }

  boolean isPicture() {
    return !sha256.isEmpty();
  }
}
