/**
 * From a camera to the newest frame: one thread per camera reads, a slot holds the newest frame,
 * what is dropped is counted by reason. A lost camera is opened again with back-off.
 */
@NullMarked
package org.outrider.agent.reading.capture;

import org.jspecify.annotations.NullMarked;
