package org.outrider.hal.spi;

import org.outrider.hal.clock.UnitClock;

/**
 * What a driver may use.
 *
 * @param deviceId name of the device in the configuration, stamped on what it delivers
 */
public record HalContext(String deviceId, UnitClock clock) {}
