/**
 * The Read: what the unit reports of one passing vehicle, and the pictures that prove it. Depends
 * on plate.
 */
@NullMarked
package org.outrider.agent.base.read;

import org.jspecify.annotations.NullMarked;
