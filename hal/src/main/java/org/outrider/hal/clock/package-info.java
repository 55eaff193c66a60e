/**
 * Time: a monotonic count for order and latency, UTC with its quality for evidence. Both are
 * stamped once, by the driver that saw the event.
 */
@NullMarked
package org.outrider.hal.clock;

import org.jspecify.annotations.NullMarked;
