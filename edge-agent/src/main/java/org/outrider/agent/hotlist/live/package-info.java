/** The lists in force on a running unit: opened, swapped and kept up to date. */
@NullMarked
package org.outrider.agent.hotlist.live;

import org.jspecify.annotations.NullMarked;
