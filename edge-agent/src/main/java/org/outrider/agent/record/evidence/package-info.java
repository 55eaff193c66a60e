/**
 * Evidence that leaves a unit: what is known of one read in one folder, with a manifest that the
 * unit has signed, and the way to check it anywhere.
 */
@NullMarked
package org.outrider.agent.record.evidence;

import org.jspecify.annotations.NullMarked;
