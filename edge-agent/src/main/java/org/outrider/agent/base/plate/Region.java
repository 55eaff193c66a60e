package org.outrider.agent.base.plate;

import org.jspecify.annotations.Nullable;

/**
 * Who issued a plate, as far as it can be seen.
 *
 * @param code ISO 3166-2 of the issuing state, ISO 3166-1 of the country; null when unknown
 * @param confidence that the code is right, 0..1; 0 when unknown
 */
public record Region(@Nullable String code, double confidence) {
  /** The plate does not say, or too faintly. */
  public static final Region UNKNOWN = new Region(null, 0);
}
