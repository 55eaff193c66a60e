/**
 * The lane of one camera: turns a pass of a vehicle into a read, matches it, alerts and stores it.
 */
@NullMarked
package org.outrider.agent.unit.lane;

import org.jspecify.annotations.NullMarked;
