package org.outrider.agent.cli;

import java.io.PrintWriter;

/** A progress bar on standard error; on something that is no terminal a line now and then. */
public final class Progress {
  private static final int WIDTH = 30;
  private static final long EVERY_NANOS = 200_000_000L;

  private final PrintWriter err;
  private final int total;
  private final boolean isTerminal = Terminal.isThere();
  private final long startNanos = System.nanoTime();
  private long shownNanos = startNanos;
  private int done;

  public Progress(PrintWriter err, int total) {
    this.err = err;
    this.total = total;
  }

  public void step(String what) {
    at(done + 1, what);
  }

  /** Tells how far the work is, where it does not go step by step. */
  public void at(int done) {
    at(done, "");
  }

  private void at(int done, String what) {
    this.done = done;
    long now = System.nanoTime();
    if (now - shownNanos > (isTerminal ? EVERY_NANOS : 25 * EVERY_NANOS)) {
      shownNanos = now;
      show(what);
    }
  }

  private void show(String what) {
    int filled = total == 0 ? WIDTH : (int) ((long) WIDTH * done / total);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    err.printf(
        "%s[%s%s] %d/%d  %.0f s left  %s%s",
        isTerminal ? "\r\u001b[K" : "",
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        done,
        total,
        seconds / Math.max(1, done) * (total - done),
        what,
        isTerminal ? "" : System.lineSeparator());
    err.flush();
  }

  public void end() {
    if (isTerminal && done > 0) {
      err.print("\r\u001b[K");
      err.flush();
    }
  }
}
