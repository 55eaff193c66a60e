/** Encodes what is sent to central as JSON. Knows nothing of MQTT. */
@NullMarked
package org.outrider.agent.record;

import org.jspecify.annotations.NullMarked;
