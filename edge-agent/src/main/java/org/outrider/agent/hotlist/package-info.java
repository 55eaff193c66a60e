/** Listed plates and how a read is matched with them. A list is immutable and swapped whole. */
@NullMarked
package org.outrider.agent.hotlist;

import org.jspecify.annotations.NullMarked;
