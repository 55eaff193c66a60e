/**
 * What a plate says: text, corners, characters with their probabilities. Depends on the JDK alone.
 */
@NullMarked
package org.outrider.agent.base.plate;

import org.jspecify.annotations.NullMarked;
