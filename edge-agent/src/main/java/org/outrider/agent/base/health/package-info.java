/** Faults that are raised and cleared, counters, and the progress that feeds the watchdog. */
@NullMarked
package org.outrider.agent.base.health;

import org.jspecify.annotations.NullMarked;
