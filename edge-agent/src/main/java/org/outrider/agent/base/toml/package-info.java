/**
 * Reads TOML documents strictly: every problem is reported at once, with its key and what was
 * expected.
 */
@NullMarked
package org.outrider.agent.base.toml;

import org.jspecify.annotations.NullMarked;
