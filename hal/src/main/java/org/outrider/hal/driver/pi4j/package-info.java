/** Lines of the GPIO header through Pi4J and the kernel's character device. */
@NullMarked
package org.outrider.hal.driver.pi4j;

import org.jspecify.annotations.NullMarked;
