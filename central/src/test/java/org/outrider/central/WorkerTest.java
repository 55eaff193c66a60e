package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever one message does to the receiver, the others are kept. */
class WorkerTest {
  @TempDir Path folder;

  /** A store that has no memory for one read. */
  private static CentralStore failing(CentralStore store) {
    return (CentralStore)
        Proxy.newProxyInstance(
            CentralStore.class.getClassLoader(),
            new Class<?>[] {CentralStore.class},
            (_, method, args) -> {
              if (method.getName().equals("put")
                  && ((List<?>) args[0])
                      .stream().anyMatch(r -> ((Received) r).id().equals("bad"))) {
                throw new OutOfMemoryError("test");
              }
              return method.invoke(store, args);
            });
  }

  @Test
  void anErrorOfOneMessageIsAnsweredAndTheWorkerGoesOn() throws Exception {
    FakePipe pipe = new FakePipe();
    CentralStore store = failing(JdbcCentralStore.open(folder.resolve("central.db")));
    try (CentralReceiver central =
        new CentralReceiver(store, pipe, InstantSource.system(), null, null)) {
      central.start();
      for (int i = 1; i <= 3; i++) {
        pipe.send("A/b/read", "{\"read_id\":\"bad\"}");
        pipe.send("A/a/read", "{\"read_id\":\"r" + i + "\"}");
        assertEquals("stored", pipe.answer("A/a", "r" + i));
      }
      long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (pipe.answers("A/b", "bad").size() < 3 && System.nanoTime() < end) {
        LockSupport.parkNanos(5_000_000);
      }
      assertEquals(
          List.of(
              "retry central failed at this message 1 times",
              "retry central failed at this message 2 times",
              "rejected central failed at this message 3 times"),
          pipe.answers("A/b", "bad"));
      assertTrue(central.isWorking());
      assertEquals(3, central.refused().get("failed"));
    }
  }
}
