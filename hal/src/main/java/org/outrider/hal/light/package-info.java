/** Lights, relays, illuminators: outputs that are on or off. */
@NullMarked
package org.outrider.hal.light;

import org.jspecify.annotations.NullMarked;
