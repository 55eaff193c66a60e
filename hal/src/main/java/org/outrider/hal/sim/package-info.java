/**
 * The simulated twin of every device, shipped: a rendered street, replayed and fixed positions,
 * remembered lights and sounds. Used by the demo, training mode and tests.
 */
@NullMarked
package org.outrider.hal.sim;

import org.jspecify.annotations.NullMarked;
