/** Tones and spoken words of an alert, from recorded clips. */
@NullMarked
package org.outrider.agent.alert.voice;

import org.jspecify.annotations.NullMarked;
