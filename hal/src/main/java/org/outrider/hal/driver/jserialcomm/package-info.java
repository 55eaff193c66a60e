/** Serial GNSS receivers through jSerialComm. */
@NullMarked
package org.outrider.hal.driver.jserialcomm;

import org.jspecify.annotations.NullMarked;
