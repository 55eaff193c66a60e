/**
 * The hardware abstraction layer: what every device has in common. Devices are named by one URI
 * each, opened through org.outrider.hal.spi, and report loss as a value, never as an exception out
 * of a loop. Knows nothing of plates, lists or networks.
 */
@NullMarked
package org.outrider.hal;

import org.jspecify.annotations.NullMarked;
