package org.outrider.agent.console;

import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/**
 * Tells open pages that something is new; they ask for it themselves, with their own rights. Each
 * page is told by a thread of its own: a slow one holds up nobody, least of all an alert.
 */
final class Events implements AutoCloseable {
  private static final int MOST_PAGES = 32;

  /** So often a silent connection is tried, to find those that are gone. */
  private static final Duration PULSE = Duration.ofSeconds(15);

  private final Deque<Listener> listeners = new ArrayDeque<>();

  /** One open page and what it was not told yet. */
  private static final class Listener {
    private final SseClient client;
    private final Set<String> news = ConcurrentHashMap.newKeySet();
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean isEnded;

    Listener(SseClient client) {
      this.client = client;
    }

    void tell(String what) {
      if (news.add(what)) {
        wake.release();
      }
    }

    void end() {
      isEnded = true;
      wake.release();
    }

    void run() {
      try {
        client.sendComment("outrider");
        while (!isEnded && !client.terminated()) {
          boolean isWoken = wake.tryAcquire(PULSE.toMillis(), TimeUnit.MILLISECONDS);
          if (!isWoken) {
            client.sendComment("still here");
          }
          for (String what : Set.copyOf(news)) {
            news.remove(what);
            client.sendEvent(what, "new");
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        client.close();
      }
    }
  }

  /** A page wants to be told. The oldest gives way when there are too many. */
  void add(SseClient client) {
    Listener listener = new Listener(client);
    synchronized (this) {
      if (listeners.size() >= MOST_PAGES) {
        listeners.removeFirst().end();
      }
      listeners.addLast(listener);
    }
    client.onClose(
        () -> {
          synchronized (this) {
            listeners.remove(listener);
          }
          listener.end();
        });
    client.keepAlive();
    Thread _ = Thread.ofVirtual().name("console-events").start(listener::run);
  }

  /** Something is new; never waits. */
  synchronized void tell(String what) {
    listeners.forEach(l -> l.tell(what));
  }

  @Override
  public synchronized void close() {
    Logger.tag("console").debug("{} pages are open", listeners.size());
    listeners.forEach(Listener::end);
  }
}
