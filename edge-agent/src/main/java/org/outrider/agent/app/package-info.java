/** Main, wiring, start and stop order, and the command line. Nothing depends on it. */
@NullMarked
package org.outrider.agent.app;

import org.jspecify.annotations.NullMarked;
