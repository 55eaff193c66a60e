package org.outrider.agent.link.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("UPL-02")
class WindowTest {
  private static final long SECOND = 1_000_000_000L;

  private final Rows outbox = new Rows();
  private final Window window = new Window(outbox, tries -> 10 * SECOND << tries);

  /** Reads that wait, in memory. */
  private static final class Rows implements Outbox {
    private final List<OutboxRow> rows = new ArrayList<>();

    void add(int count) {
      int from = rows.isEmpty() ? 0 : (int) rows.getLast().seq() + 1;
      IntStream.range(from, from + count)
          .forEach(i -> rows.add(new OutboxRow(i, OutboxLane.READ, "r" + i, "r" + i)));
    }

    @Override
    public List<OutboxRow> waiting(OutboxLane lane, int most) {
      return lane == OutboxLane.READ
          ? List.copyOf(rows.subList(0, Math.min(most, rows.size())))
          : List.of();
    }

    @Override
    public byte[] body(OutboxLane lane, String id) {
      return new byte[0];
    }

    @Override
    public CompletableFuture<Void> settle(OutboxLane lane, String id) {
      rows.removeIf(r -> r.id().equals(id));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> quarantine(OutboxLane lane, String id, String cause) {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public Map<String, Long> counts() {
      return Map.of();
    }
  }

  private List<String> next(int most, long second) {
    return window.next(OutboxLane.READ, most, second * SECOND).stream().map(OutboxRow::id).toList();
  }

  private void stored(String id) {
    window.answered(OutboxLane.READ, id);
    outbox.settle(OutboxLane.READ, id).join();
    window.forget(OutboxLane.READ, id);
  }

  @Test
  void rowsGoInTheOrderOfStoringAndNoneTwiceBeforeItsTime() {
    outbox.add(5);
    assertEquals(List.of("r0", "r1", "r2"), next(3, 0));
    assertEquals(List.of("r3", "r4"), next(3, 1));
    assertEquals(List.of(), next(3, 9));
    assertEquals(List.of("r0", "r1", "r2"), next(9, 10));
  }

  @Test
  void silenceMeansSendingAgainLaterEachTime() {
    outbox.add(1);
    assertEquals(List.of("r0"), next(9, 0));
    assertEquals(List.of("r0"), next(9, 10));
    assertEquals(List.of(), next(9, 29));
    assertEquals(List.of("r0"), next(9, 30));
  }

  @Test
  void whatWaitsAgainTakesNoMoreThanHalfFromWhatWasNeverSent() {
    outbox.add(4);
    assertEquals(4, next(9, 0).size());
    assertEquals(List.of(), next(9, 0));
    outbox.add(9);
    window.refresh();
    assertEquals(2, next(4, 10).stream().filter(id -> id.matches("r[0-3]")).count());
  }

  @Test
  void noMoreThanSoManyAreOnTheirWayUnconfirmed() {
    outbox.add(3000);
    int sent = 0;
    for (List<String> some = next(50, 0); !some.isEmpty(); some = next(50, 0)) {
      sent += some.size();
    }
    assertEquals(Window.MOST, sent);
    stored("r7");
    assertEquals(List.of("r1000"), next(50, 1));
  }

  @Test
  void whatCentralHasAnsweredIsNotSentAgainWhileTheDiskTakesItsTime() {
    outbox.add(1);
    next(9, 0);
    window.answered(OutboxLane.READ, "r0");
    assertEquals(List.of(), next(9, 99));
    stored("r0");
    assertEquals(List.of(), next(9, 999));
  }

  @Test
  void whatTheBrokerDidNotTakeIsDueAgainAsAfterTheFirstTime() {
    outbox.add(1);
    next(9, 0);
    next(9, 10); // then after twenty
    window.failed(List.of(new OutboxRow(0, OutboxLane.READ, "r0", "r0")), 11 * SECOND);
    assertEquals(List.of(), next(9, 20));
    assertEquals(List.of("r0"), next(9, 21));
  }

  @Test
  void aNewConnectionSendsAgainSoonWhatHadToWaitLong() {
    outbox.add(1);
    next(9, 0);
    next(9, 10);
    next(9, 30); // then after forty
    window.reconnected(31 * SECOND);
    assertEquals(List.of("r0"), next(9, 41));
  }
}
