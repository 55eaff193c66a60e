/** Sounders: PCM clips and where they are played. */
@NullMarked
package org.outrider.hal.sound;

import org.jspecify.annotations.NullMarked;
