package org.outrider.central;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of a unit as it came. */
final class Message {
  private final UnitTopic topic;
  private final byte[] payload;
  private final @Nullable String readId;
  private final @Nullable String parts;

  /**
   * @param payload of which a message that is too large keeps no more than it takes to refuse it
   */
  Message(UnitTopic topic, byte[] payload, Map<String, String> properties) {
    this.topic = topic;
    this.payload =
        payload.length > MessageParser.MOST_PACKED
            ? Arrays.copyOf(payload, MessageParser.MOST_PACKED + 1)
            : payload;
    this.readId = properties.get("read_id");
    this.parts = properties.get("parts");
  }

  UnitTopic topic() {
    return topic;
  }

  byte[] payload() {
    return payload;
  }

  /** Returns the read that a picture belongs to; null where it names none. */
  @Nullable String readId() {
    return readId;
  }

  /** Returns how many parts a picture has; 0 where that is not known. */
  int parts() {
    return parts != null && parts.matches("\\d{1,4}") ? Integer.parseInt(parts) : 0;
  }
}
