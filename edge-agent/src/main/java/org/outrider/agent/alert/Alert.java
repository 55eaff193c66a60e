package org.outrider.agent.alert;

import java.util.List;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.hotlist.Freshness;

/**
 * What the officer is told.
 *
 * @param pictures the very pictures of the read
 * @param channels over which it went out
 * @param latencyMs from the capture of the deciding frame to the start of the sound
 * @param rule what the policy says of its category
 * @param freshness how far the list can be believed for its age
 * @param reminder what the policy has every alert say; may be empty
 */
public record Alert(
    Hit hit,
    Read read,
    List<Picture> pictures,
    List<String> channels,
    double latencyMs,
    AlertRules.CategoryRule rule,
    Freshness freshness,
    String reminder) {
  public Alert {
    pictures = List.copyOf(pictures);
    channels = List.copyOf(channels);
  }
}
