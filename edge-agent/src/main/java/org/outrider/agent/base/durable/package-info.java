/** Files that are there, whole, after the power went. */
@NullMarked
package org.outrider.agent.base.durable;

import org.jspecify.annotations.NullMarked;
