package org.outrider.hal.gnss;

/** An opened receiver, read by one thread. */
public interface GnssReceiver extends AutoCloseable {

  /** Waits for what comes next. Never throws for a device's trouble. */
  GnssEvent next() throws InterruptedException;

  @Override
  void close();
}
