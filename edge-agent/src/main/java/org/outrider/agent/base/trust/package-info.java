/**
 * Signatures (Ed25519, RFC 8032): keys that sign what central sends down, and the public ones that
 * a unit trusts. Knows no feature.
 */
@NullMarked
package org.outrider.agent.base.trust;

import org.jspecify.annotations.NullMarked;
