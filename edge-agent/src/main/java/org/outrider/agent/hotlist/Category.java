package org.outrider.agent.hotlist;

/**
 * Why a plate is listed; each has a voice clip named as the constant in lower case.
 *
 * <p>The order is that of urgency.
 */
public enum Category {
  AMBER_ALERT("Amber Alert"),
  WANTED_PERSON("Wanted person"),
  STOLEN_VEHICLE("Stolen vehicle"),
  STOLEN_PLATE("Stolen plate"),
  MISSING_PERSON("Missing person"),
  PROTECTION_ORDER("Protection order"),
  BOLO("BOLO"),
  OTHER("Listed vehicle");

  private final String label;

  Category(String label) {
    this.label = label;
  }

  /** What the officer reads. */
  public String label() {
    return label;
  }
}
