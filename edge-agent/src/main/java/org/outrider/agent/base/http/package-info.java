/** HTTPS requests of a unit: every body has a byte limit and a deadline. */
@NullMarked
package org.outrider.agent.base.http;

import org.jspecify.annotations.NullMarked;
