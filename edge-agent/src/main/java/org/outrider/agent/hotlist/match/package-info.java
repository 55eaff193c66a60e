/** Compares a read with the lists in force, in tiers: exact, similar, partial, descriptor. */
@NullMarked
package org.outrider.agent.hotlist.match;

import org.jspecify.annotations.NullMarked;
