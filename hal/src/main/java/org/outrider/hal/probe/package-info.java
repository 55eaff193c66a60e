/** Readings of the board itself: temperature, supply voltage, storage, free memory. */
@NullMarked
package org.outrider.hal.probe;

import org.jspecify.annotations.NullMarked;
