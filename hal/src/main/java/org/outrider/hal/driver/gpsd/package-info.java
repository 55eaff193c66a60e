/** GNSS through a gpsd daemon's JSON protocol. */
@NullMarked
package org.outrider.hal.driver.gpsd;

import org.jspecify.annotations.NullMarked;
