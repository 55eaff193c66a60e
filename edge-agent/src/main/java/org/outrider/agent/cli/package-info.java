/**
 * The command {@code outrider}: one class for each command, hence more types than elsewhere.
 * Commands of other modules join through {@link org.outrider.agent.cli.CommandProvider}.
 */
@NullMarked
package org.outrider.agent.cli;

import org.jspecify.annotations.NullMarked;
