package org.outrider.hal.sim;

import java.util.ArrayList;
import java.util.List;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.sound.Pcm;
import org.outrider.hal.sound.Sounder;

/** Remembers what it was told to play last; can be broken. */
public final class SimSounder implements Sounder {
  /** A unit may run for months with it; a spoken alert takes some 170 KB. */
  private static final int MOST = 16;

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

  /** What was played last, oldest first. */
  public synchronized List<Pcm> played() {
    return List.copyOf(played);
  }

  @Override
  public synchronized void play(Pcm sound) throws DeviceException {
    if (isBroken) {
      throw new DeviceException(uri.text(), "broken (simulated)", true);
    }
    if (played.size() == MOST) {
      played.removeFirst();
    }
    played.add(sound);
  }

  @Override
  public void close() {
    // holds nothing
  }
}
