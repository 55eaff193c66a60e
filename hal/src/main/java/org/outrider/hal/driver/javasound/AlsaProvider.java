package org.outrider.hal.driver.javasound;

import java.util.Set;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.sound.Sounder;
import org.outrider.hal.spi.HalContext;
import org.outrider.hal.spi.SounderProvider;

/** {@code alsa:default?rate=16000}: the machine's sound through javax.sound. */
public final class AlsaProvider implements SounderProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("alsa");
  }

  @Override
  public void check(DeviceUri uri) {
    rateHz(uri);
  }

  private static int rateHz(DeviceUri uri) {
    uri.onlyKnows(Set.of("rate"));
    if (!uri.target().equals("default")) {
      throw uri.badTarget("default: sound goes to the default device of the machine");
    }
    return uri.intParam("rate", 16000, 8000, 48000);
  }

  @Override
  public Sounder open(DeviceUri uri, HalContext context) throws DeviceException {
    int rate = rateHz(uri);
    AudioFormat format = new AudioFormat(rate, 16, 1, true, false);
    try {
      SourceDataLine line = AudioSystem.getSourceDataLine(format);
      line.open(format, rate / 5 * 2);
      return new AlsaSounder(uri.text(), line, rate);
    } catch (LineUnavailableException | IllegalArgumentException e) {
      // No card at all comes as IllegalArgumentException, a busy one as LineUnavailableException.
      throw new DeviceException(uri.text(), "no sound: " + e.getMessage(), true);
    }
  }
}
