package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One unit's backlog does not hold up another unit. */
class InboxTest {
  private final Inbox inbox = new Inbox();

  private boolean put(String unit, byte[] payload) throws Exception {
    UnitTopic topic = UnitTopic.of("alpr/v1/" + unit + "/read");
    return topic != null && inbox.put(new Message(topic, payload, Map.of()));
  }

  private static List<String> units(List<Message> some) {
    return some.stream().map(m -> m.topic().unit()).toList();
  }

  @Test
  void unitsTakeTurns() throws Exception {
    for (int i = 0; i < 300; i++) {
      assertTrue(put("A/a", new byte[1]));
    }
    assertTrue(put("A/b", new byte[1]));
    assertTrue(put("A/b", new byte[1]));
    List<Message> some = new ArrayList<>();
    inbox.take(some);
    assertEquals(List.of("A/a", "A/b", "A/a", "A/b", "A/a"), units(some).subList(0, 5));
    assertEquals(Inbox.MOST_AT_ONCE, some.size());
    inbox.done(some);
    List<Message> rest = new ArrayList<>();
    inbox.take(rest);
    assertEquals(102, rest.size());
  }

  @Test
  void aUnitOverItsShareLosesItsOwnMessagesOnlyAndHasRoomAgainAfterwards() throws Exception {
    for (int i = 0; i < Inbox.MOST_OF_UNIT; i++) {
      assertTrue(put("A/a", new byte[1]));
    }
    assertFalse(put("A/a", new byte[1]));
    for (int i = 0; i < Inbox.MOST_BYTES_OF_UNIT >> 20; i++) {
      assertTrue(put("A/b", new byte[1 << 20]));
    }
    assertFalse(put("A/b", new byte[1]));
    assertTrue(put("A/c", new byte[1]));
    List<Message> some = new ArrayList<>();
    inbox.take(some);
    assertFalse(put("A/a", new byte[1]), "what is being stored still counts");
    inbox.done(some);
    assertTrue(put("A/a", new byte[1]));
    assertTrue(put("A/b", new byte[1]));
  }
}
