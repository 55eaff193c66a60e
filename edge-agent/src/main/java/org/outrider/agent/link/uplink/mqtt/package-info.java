/**
 * The uplink over MQTT 5 by Paho, which is used as a pipe: no persistence and no queue of its own.
 */
@NullMarked
package org.outrider.agent.link.uplink.mqtt;

import org.jspecify.annotations.NullMarked;
