/** Signed messages from central to the unit: profiles, users, holds, commands, hits of the beat. */
@NullMarked
package org.outrider.agent.link.directive;

import org.jspecify.annotations.NullMarked;
