package org.outrider.agent.policy;

import java.util.Locale;

/** Rule of a profile for the alerts of one category of entries. */
public enum Rule {
  /** Always raises an alert; nobody can mute it (ALR-04). */
  REQUIRED,
  /** Raises an alert unless muted (ALR-05). */
  ON,
  /** Raises an alert only where switched on (ALR-05). */
  OFF,
  /** Never on the unit: dropped at the import of a list, and again when matching (HL-15). */
  FORBIDDEN;

  static Rule of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
