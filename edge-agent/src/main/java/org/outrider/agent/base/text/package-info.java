/** Text from elsewhere, made safe to show. */
@NullMarked
package org.outrider.agent.base.text;

import org.jspecify.annotations.NullMarked;
