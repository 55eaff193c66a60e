/**
 * Satellite receivers: fixes, the NMEA 0183 sentences they come in, and the state of a receiver. A
 * receiver is read by one thread.
 */
@NullMarked
package org.outrider.hal.gnss;

import org.jspecify.annotations.NullMarked;
