/**
 * Many looks of one vehicle become one early and one final read. Single-threaded; time comes from
 * the frames.
 */
@NullMarked
package org.outrider.agent.reading.track;

import org.jspecify.annotations.NullMarked;
