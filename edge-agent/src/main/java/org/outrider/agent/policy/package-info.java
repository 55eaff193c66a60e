/**
 * The agency's policy as data: a profile holds every choice on which agencies differ, with the
 * clause that each comes from. May depend on {@code config}, {@code trust} and the categories of
 * {@code hotlist}; features get the rules they need as records of their own. Immutable, safe for
 * several threads.
 */
@NullMarked
package org.outrider.agent.policy;

import org.jspecify.annotations.NullMarked;
