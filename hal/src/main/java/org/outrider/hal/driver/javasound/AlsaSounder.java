package org.outrider.hal.driver.javasound;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sound.sampled.SourceDataLine;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.DeviceException;
import org.outrider.hal.sound.Pcm;
import org.outrider.hal.sound.Sounder;

/** Feeds one line from one thread; a new sound cuts the old one off. */
final class AlsaSounder implements Sounder {
  private final String device;
  private final SourceDataLine line;
  private final int rateHz;
  private final ExecutorService feeder =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("sounder").daemon().factory());
  private final AtomicInteger current = new AtomicInteger();
  private @Nullable Future<?> playing;

  AlsaSounder(String device, SourceDataLine line, int rateHz) {
    this.device = device;
    this.line = line;
    this.rateHz = rateHz;
  }

  @Override
  public synchronized void play(Pcm sound) throws DeviceException {
    if (sound.rateHz() != rateHz) {
      throw new DeviceException(
          device, "sound at %d Hz, expected %d".formatted(sound.rateHz(), rateHz), false);
    }
    if (!line.isOpen()) {
      throw new DeviceException(device, "sound device is gone", true);
    }
    int mine = current.incrementAndGet();
    if (playing != null && !playing.isDone()) {
      line.stop();
      line.flush();
    }
    line.start();
    byte[] bytes = sound.littleEndian();
    playing =
        feeder.submit(
            () -> {
              int at = 0;
              while (at < bytes.length && current.get() == mine) {
                at += line.write(bytes, at, Math.min(rateHz / 50 * 2, bytes.length - at));
              }
              if (current.get() == mine) {
                line.drain();
              }
            });
  }

  @Override
  public void close() {
    current.incrementAndGet();
    line.stop();
    line.close();
    feeder.shutdownNow();
  }
}
