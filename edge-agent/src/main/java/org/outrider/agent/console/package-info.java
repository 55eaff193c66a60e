/**
 * The unit's own page for those who use it: alerts as they come, answers, checks, entries, aiming.
 * To read on: {@link org.outrider.agent.console.Route} is the table of all that can be asked for
 * and the right that each needs, {@link org.outrider.agent.console.Console} serves it, {@link
 * org.outrider.agent.console.AlertView} is the card, the pages themselves lie in {@code
 * src/main/jte}.
 */
@NullMarked
package org.outrider.agent.console;

import org.jspecify.annotations.NullMarked;
