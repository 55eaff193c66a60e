package org.outrider.agent.link.uplink;

import java.util.ArrayList;
import java.util.List;

/** All that waits in an outbox. */
public final class Waiting {
  private Waiting() {}

  /** In the order of delivery, at most so many. */
  public static List<OutboxRow> rows(Outbox outbox, int most) {
    List<OutboxRow> out = new ArrayList<>();
    for (OutboxLane lane : OutboxLane.values()) {
      out.addAll(outbox.waiting(lane, most - out.size()));
    }
    return out;
  }
}
