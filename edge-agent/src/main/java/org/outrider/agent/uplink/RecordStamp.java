package org.outrider.agent.uplink;

import org.outrider.agent.retention.RetentionRules;

/**
 * What every record of a unit bears beside its content.
 *
 * @param profileVersion whose rules held, {@code id@version}
 * @param dissemination to whom central may give it (UPL-04)
 * @param retention how long it is kept (RET-01)
 */
public record RecordStamp(String profileVersion, String dissemination, RetentionRules retention) {}
