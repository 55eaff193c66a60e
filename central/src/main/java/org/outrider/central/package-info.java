/**
 * The reference central: receives, stores idempotently, acknowledges. For the demo, tests and
 * integrators; no part of a unit.
 */
@NullMarked
package org.outrider.central;

import org.jspecify.annotations.NullMarked;
