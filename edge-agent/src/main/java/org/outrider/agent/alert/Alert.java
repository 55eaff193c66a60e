package org.outrider.agent.alert;

import java.util.List;
import org.outrider.agent.read.Picture;
import org.outrider.agent.read.Read;

/**
 * What the officer is told.
 *
 * @param pictures the very pictures of the read
 * @param channels over which it went out
 * @param latencyMs from the capture of the deciding frame to the start of the sound
 */
public record Alert(
    Hit hit, Read read, List<Picture> pictures, List<String> channels, double latencyMs) {
  public Alert {
    pictures = List.copyOf(pictures);
    channels = List.copyOf(channels);
  }
}
