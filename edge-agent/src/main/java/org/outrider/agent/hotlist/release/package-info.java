/**
 * A hot list as a release: a signed manifest and one compressed file, verified, sorted into a file
 * of the unit's own, and swapped in whole. May depend on {@code hotlist}, {@code hotlist.format},
 * {@code trust} and {@code config}; the SQLite side stands in {@code store}. Runs on the thread
 * that asks.
 */
@NullMarked
package org.outrider.agent.hotlist.release;

import org.jspecify.annotations.NullMarked;
