package org.outrider.agent.link.uplink;

import java.time.Duration;
import java.util.Optional;
import org.outrider.agent.record.RecordStamp;
import org.outrider.agent.record.retention.RetentionRules;

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
