/**
 * How much a unit was used, day by day and without any plate (REP-01): what is counted of each
 * record, the day's report for central, and the usage report made of many.
 */
@NullMarked
package org.outrider.agent.record.usage;

import org.jspecify.annotations.NullMarked;
