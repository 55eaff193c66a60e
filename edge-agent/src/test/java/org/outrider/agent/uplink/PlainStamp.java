package org.outrider.agent.uplink;

import java.time.Duration;
import java.util.Optional;
import org.outrider.agent.retention.RetentionRules;

/** What records of a unit under the shipped default bear. */
public final class PlainStamp {
  private PlainStamp() {}

  public static RecordStamp of() {
    return new RecordStamp(
        "default@1",
        "agency_only",
        new RetentionRules(
            false,
            Duration.ofHours(24),
            Duration.ofHours(1),
            Optional.empty(),
            Optional.of(Duration.ofDays(30)),
            true,
            1L << 30),
        Optional.empty());
  }
}
