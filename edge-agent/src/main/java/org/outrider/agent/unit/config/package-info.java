/**
 * The unit's configuration: TOML read and checked whole, every problem listed with key, value and
 * expectation.
 */
@NullMarked
package org.outrider.agent.unit.config;

import org.jspecify.annotations.NullMarked;
