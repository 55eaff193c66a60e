package org.outrider.hal.sound;

import org.outrider.hal.DeviceException;

/** Something that can be heard. */
public interface Sounder extends AutoCloseable {

  /**
   * Starts a sound and returns when its first samples were handed over; a sound still playing is
   * cut off, since what comes now is more urgent.
   *
   * @throws DeviceException when nothing can be heard; the caller falls back to light and screen
   */
  void play(Pcm sound) throws DeviceException;

  @Override
  void close();
}
