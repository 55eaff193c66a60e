/** Who uses a unit. */
@NullMarked
package org.outrider.agent.people.iam;

import org.jspecify.annotations.NullMarked;
