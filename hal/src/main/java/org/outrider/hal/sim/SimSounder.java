package org.outrider.hal.sim;

import java.util.ArrayList;
import java.util.List;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.sound.Pcm;
import org.outrider.hal.sound.Sounder;

/** Remembers what it was told to play; can be broken. */
public final class SimSounder implements Sounder {
  private final DeviceUri uri;
  private final List<Pcm> played = new ArrayList<>();
  private boolean isBroken;

  SimSounder(DeviceUri uri) {
    this.uri = uri;
  }

  /** A sounder for tests. */
  public static SimSounder create() {
    return new SimSounder(DeviceUri.parse("sim:sounder"));
  }

  /** From now on nothing can be heard. */
  public synchronized void fail() {
    isBroken = true;
  }

  /** All that was played so far, oldest first. */
  public synchronized List<Pcm> played() {
    return List.copyOf(played);
  }

  @Override
  public synchronized void play(Pcm sound) throws DeviceException {
    if (isBroken) {
      throw new DeviceException(uri.text(), "broken (simulated)", true);
    }
    played.add(sound);
  }

  @Override
  public void close() {
    // holds nothing
  }
}
