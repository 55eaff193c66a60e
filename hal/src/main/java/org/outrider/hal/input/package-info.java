/** Buttons, ignition and other contacts that are open or closed. */
@NullMarked
package org.outrider.hal.input;

import org.jspecify.annotations.NullMarked;
