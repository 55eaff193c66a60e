/** Sound through javax.sound, which is ALSA on a unit. */
@NullMarked
package org.outrider.hal.driver.javasound;

import org.jspecify.annotations.NullMarked;
