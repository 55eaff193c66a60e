package org.outrider.agent.record;

import java.util.Optional;
import org.outrider.agent.record.retention.RetentionRules;

/**
 * What every record of a unit bears beside its content.
 *
 * @param profileVersion whose rules held, {@code id@version}
 * @param dissemination to whom central may give it (UPL-04)
 * @param retention how long it is kept (RET-01)
 * @param beat on which the unit works (ALR-12); empty for none
 */
public record RecordStamp(
    String profileVersion, String dissemination, RetentionRules retention, Optional<String> beat) {}
