package org.outrider.agent.console;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * Tells open pages that something is new (server-sent events, HTML standard 9.2); they ask for it
 * themselves, with their own rights. Each page is told on the thread of its own request: a slow one
 * holds up nobody, least of all an alert.
 */
final class Events implements AutoCloseable {
  private static final int MOST_PAGES = 32;

  /** Interval of the sign of life by which a page sees within 3 s that the unit answers. */
  private static final Duration PULSE = Duration.ofSeconds(1);

  private final Supplier<Duration> silence;
  private final Deque<Listener> listeners = new ArrayDeque<>();
  private boolean isClosed;

  /**
   * @param silence time since a frame was read, which each sign of life tells in milliseconds, so
   *     that a page sees for itself that the unit answers and yet reads nothing
   */
  Events(Supplier<Duration> silence) {
    this.silence = silence;
  }

  /** One open page and what it was not told yet. */
  private final class Listener {
    private final Set<String> news = ConcurrentHashMap.newKeySet();
    private final Semaphore wake = new Semaphore(0);
    private volatile boolean isEnded;

    void tell(String what) {
      if (news.add(what)) {
        wake.release();
      }
    }

    void end() {
      isEnded = true;
      wake.release();
    }

    void run(OutputStream out) throws IOException, InterruptedException {
      write(out, ": outrider\n\n");
      pulse(out);
      while (!isEnded) {
        boolean _ = wake.tryAcquire(PULSE.toMillis(), TimeUnit.MILLISECONDS);
        pulse(out);
        for (String what : Set.copyOf(news)) {
          news.remove(what);
          write(out, "event: " + what + "\ndata: new\n\n");
        }
      }
    }

    private void pulse(OutputStream out) throws IOException {
      write(out, "event: alive\ndata: " + silence.get().toMillis() + "\n\n");
    }

    private void write(OutputStream out, String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  }

  /** Tells one page until it goes or this is closed; the oldest page gives way to a new one. */
  void serve(Context context) throws InterruptedException {
    Listener listener = new Listener();
    synchronized (this) {
      if (isClosed) {
        return;
      }
      if (listeners.size() >= MOST_PAGES) {
        listeners.removeFirst().end();
      }
      listeners.addLast(listener);
    }
    try {
      context.res().setContentType("text/event-stream; charset=utf-8");
      listener.run(context.res().getOutputStream());
    } catch (IOException e) { // the page is gone
      Logger.tag("console").debug("a page is gone: {}", e.getMessage());
    } finally {
      synchronized (this) {
        listeners.remove(listener);
      }
    }
  }

  /** Something is new; never waits. */
  synchronized void tell(String what) {
    listeners.forEach(l -> l.tell(what));
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    listeners.forEach(Listener::end);
  }
}
