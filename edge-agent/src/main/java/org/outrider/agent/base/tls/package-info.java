/**
 * TLS with a pinned authority and the unit's own certificate, for whatever reaches the agency's
 * servers. Knows no feature.
 */
@NullMarked
package org.outrider.agent.base.tls;

import org.jspecify.annotations.NullMarked;
