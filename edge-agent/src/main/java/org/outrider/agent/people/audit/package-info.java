/**
 * Who did what on a unit: events without a gap, chained by hashes and signed by the unit's key, so
 * that nobody can take one out unseen (AUD-01 to AUD-07). To read on: {@link
 * org.outrider.agent.people.audit.Audit} writes them, {@link
 * org.outrider.agent.people.audit.AuditChain} checks them, {@link
 * org.outrider.agent.people.audit.AuditSample} draws from them.
 */
@NullMarked
package org.outrider.agent.people.audit;

import org.jspecify.annotations.NullMarked;
