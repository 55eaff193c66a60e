/**
 * How a unit comes by the certificate it proves itself with: it makes its key itself, asks the
 * agency's authority by EST (RFC 7030), once with a token and later with what it has, and renews in
 * good time. May depend on {@code tls} alone; called by one thread.
 */
@NullMarked
package org.outrider.agent.upkeep.enrol;

import org.jspecify.annotations.NullMarked;
