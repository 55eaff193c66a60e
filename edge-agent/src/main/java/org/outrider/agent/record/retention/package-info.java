/**
 * How long a unit keeps what it reads: retention by the agency's policy, holds that stop every
 * purge, and the purge itself, which is attested. Declares the port that the store implements.
 */
@NullMarked
package org.outrider.agent.record.retention;

import org.jspecify.annotations.NullMarked;
