/**
 * What is seen of a vehicle beside its plate, and what lists say of it (CAP-02). Needs the JDK
 * alone.
 */
@NullMarked
package org.outrider.agent.base.vehicle;

import org.jspecify.annotations.NullMarked;
