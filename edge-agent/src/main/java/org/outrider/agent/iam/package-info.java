/** Who uses a unit. */
@NullMarked
package org.outrider.agent.iam;

import org.jspecify.annotations.NullMarked;
