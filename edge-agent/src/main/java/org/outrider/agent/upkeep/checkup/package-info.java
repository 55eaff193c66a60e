/** Judges a unit part by part, for {@code outrider doctor} and the console. */
@NullMarked
package org.outrider.agent.upkeep.checkup;

import org.jspecify.annotations.NullMarked;
