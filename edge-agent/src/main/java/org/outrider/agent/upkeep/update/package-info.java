/**
 * How a unit comes by the software that its agency would have it run: asks where updates are
 * offered, fetches a bundle in pieces over days if need be, and tells what became of it. Whether
 * the bundle is one to be installed is judged by others, by its signature. May depend on {@code
 * tls} alone; called by one thread.
 */
@NullMarked
package org.outrider.agent.upkeep.update;

import org.jspecify.annotations.NullMarked;
