/**
 * Layouts of hot list files: a declarative template per source tells where in a line what stands,
 * and one reader serves them all. May depend on the entries of {@code hotlist} and on {@code
 * config}. Knows nothing of databases.
 */
@NullMarked
package org.outrider.agent.hotlist.format;

import org.jspecify.annotations.NullMarked;
