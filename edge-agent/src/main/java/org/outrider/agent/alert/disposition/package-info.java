/** What becomes of each alert: who answered it, how it was verified, what came of it. */
@NullMarked
package org.outrider.agent.alert.disposition;

import org.jspecify.annotations.NullMarked;
