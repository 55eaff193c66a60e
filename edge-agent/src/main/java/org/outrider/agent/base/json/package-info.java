/** The JSON mapper that the whole agent shares. */
@NullMarked
package org.outrider.agent.base.json;

import org.jspecify.annotations.NullMarked;
