package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.io.Writer;

/**
 * Progress of long work on standard error: a bar on a terminal, which is cleared before a result is
 * printed; into a file or pipe a plain line every half minute.
 */
public final class Progress {
  private static final int WIDTH = 30;
  private static final long BAR_EVERY_NANOS = 200_000_000L;
  private static final long LINE_EVERY_NANOS = 30_000_000_000L;
  private static final String CLEAR = "\r\u001b[K";

  /** Of work that nobody watches. */
  static final Progress NONE =
      new Progress(new PrintWriter(Writer.nullWriter()), 0, false, LINE_EVERY_NANOS);

  private final PrintWriter err;
  private final int total;
  private final boolean isTerminal;
  private final long intervalNanos;
  private final long startNanos = System.nanoTime();
  private long shownNanos = startNanos;
  private boolean isShown;
  private int done;

  public Progress(PrintWriter err, int total) {
    this(err, total, Terminal.isThere());
  }

  private Progress(PrintWriter err, int total, boolean isTerminal) {
    this(err, total, isTerminal, isTerminal ? BAR_EVERY_NANOS : LINE_EVERY_NANOS);
  }

  /**
   * @param intervalNanos between two lines
   */
  Progress(PrintWriter err, int total, boolean isTerminal, long intervalNanos) {
    this.err = err;
    this.total = total;
    this.isTerminal = isTerminal;
    this.intervalNanos = intervalNanos;
  }

  public void step(String what) {
    at(done + 1, what);
  }

  /** Tells how far the work is, where it does not go step by step. */
  public void at(int done) {
    at(done, "");
  }

  /** Tells how far work of unknown length is, such as a clip. */
  public void count(String what, long count) {
    if (isDue()) {
      show(what + " " + count);
    }
  }

  private void at(int done, String what) {
    this.done = done;
    if (isDue()) {
      show(what);
    }
  }

  private boolean isDue() {
    long now = System.nanoTime();
    if (now - shownNanos < intervalNanos) {
      return false;
    }
    shownNanos = now;
    return true;
  }

  private void show(String what) {
    int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * done / total);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    String left =
        done == 0 ? "" : "  %.0f s left".formatted(seconds / done * Math.max(0, total - done));
    if (isTerminal) {
      Terminal.control(err, CLEAR);
      err.printf(
          "[%s%s] %d/%d%s  %s",
          "#".repeat(filled), ".".repeat(WIDTH - filled), done, total, left, what);
    } else {
      err.printf("%d of %d done%s  %s%n", done, total, left, what);
    }
    isShown = isTerminal;
    err.flush();
  }

  /** Takes the bar from the line, so that something else can be printed there. */
  public void clear() {
    if (isShown) {
      isShown = false;
      Terminal.control(err, CLEAR);
      err.flush();
    }
  }

  public void end() {
    clear();
  }
}
