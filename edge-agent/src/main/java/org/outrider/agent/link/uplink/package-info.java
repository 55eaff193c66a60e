/**
 * Delivery to central storage: what is sent in which order, and what an acknowledgement settles.
 * Declares the ports that store and uplink.mqtt implement.
 */
@NullMarked
package org.outrider.agent.link.uplink;

import org.jspecify.annotations.NullMarked;
