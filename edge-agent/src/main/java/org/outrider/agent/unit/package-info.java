/** One running unit: its parts, how they are wired, started and stopped. */
@NullMarked
package org.outrider.agent.unit;

import org.jspecify.annotations.NullMarked;
