package org.outrider.agent.reading.position;

import java.time.Duration;
import org.outrider.hal.DeviceUri;

/**
 * {@code [gnss]}: the receiver.
 *
 * @param fresh age up to which a fix tells where the unit is
 */
public record GnssConfig(DeviceUri uri, Duration fresh) {}
