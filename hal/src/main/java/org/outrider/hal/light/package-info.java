/** Lights, relays and buttons: outputs that can be switched and inputs that report edges. */
@NullMarked
package org.outrider.hal.light;

import org.jspecify.annotations.NullMarked;
