package org.outrider.agent.base.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** A body that ends at a deadline, even while a read waits for the server. */
final class DeadlineStream extends FilterInputStream {
  private final URI uri;
  private final Duration limit;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean isOver;

  DeadlineStream(URI uri, InputStream from, Duration limit) {
    super(from);
    this.uri = uri;
    this.limit = limit;
    Thread _ = Thread.ofVirtual().name("http-deadline").start(this::watch);
  }

  private void watch() {
    try {
      if (!closed.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        isOver = true;
        in.close(); // which ends a read that waits
      }
    } catch (InterruptedException | IOException e) {
      Logger.tag("http").debug("{}: {}", uri, e.getMessage());
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int at, int length) throws IOException {
    int n;
    try {
      n = in.read(to, at, length);
    } catch (IOException e) {
      throw isOver ? late(e) : e;
    }
    if (isOver) {
      throw late(null);
    }
    return n;
  }

  private IOException late(@Nullable Throwable cause) {
    return new IOException("%s: not complete after %d s".formatted(uri, limit.toSeconds()), cause);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    super.close();
  }
}
