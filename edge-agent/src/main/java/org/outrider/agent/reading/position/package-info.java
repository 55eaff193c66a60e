/** Where the unit was at the instant of capture: a short history of fixes, interpolated. */
@NullMarked
package org.outrider.agent.reading.position;

import org.jspecify.annotations.NullMarked;
