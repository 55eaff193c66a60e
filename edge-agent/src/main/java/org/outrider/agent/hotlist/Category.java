package org.outrider.agent.hotlist;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Why a plate is listed; each has a voice clip named as the constant in lower case.
 *
 * <p>The order is that of urgency. The classes follow the files of the NCIC licence plate reader
 * extract; the last four are administrative and never reasons for a stop in any of the source
 * policies.
 */
public enum Category {
  AMBER_ALERT(1, "Amber Alert"),
  VIOLENT_PERSON(2, "Violent person"),
  TERRORIST(3, "Gang or suspected terrorist"),
  WANTED_PERSON(4, "Wanted person"),
  FELONY_VEHICLE(5, "Felony vehicle"),
  STOLEN_VEHICLE(6, "Stolen vehicle"),
  STOLEN_PLATE(7, "Stolen plate"),
  MISSING_PERSON(8, "Missing person"),
  SILVER_ALERT(9, "Silver Alert"),
  PROTECTION_ORDER(10, "Protection order"),
  SUPERVISED_RELEASE(11, "Supervised release"),
  SEX_OFFENDER(12, "Sex offender"),
  PROTECTIVE_INTEREST(13, "Protective interest"),
  IMMIGRATION(14, "Immigration violator"),
  CANADIAN_RECORD(15, "Canadian record"),
  STOLEN_BOAT(16, "Stolen boat"),
  BOLO(17, "BOLO"),
  OTHER(18, "Listed vehicle"),
  REGISTRATION(19, "Registration"),
  INSURANCE(20, "Insurance"),
  PARKING(21, "Parking"),
  FINES(22, "Outstanding fines");

  private static final Map<Integer, Category> BY_NUMBER = new HashMap<>();

  static {
    for (Category c : values()) {
      BY_NUMBER.put(c.number, c);
    }
  }

  private final int number;
  private final String label;

  Category(int number, String label) {
    this.number = number;
    this.label = label;
  }

  /** By which list files name it; never given to another category. */
  public int number() {
    return number;
  }

  /** What a list file says; a number this software does not know is some listed vehicle. */
  public static Category ofNumber(int number) {
    return BY_NUMBER.getOrDefault(number, OTHER);
  }

  /** What the officer reads. */
  public String label() {
    return label;
  }

  /** Whether the entry is about a person, whom an alert on a vehicle does not identify (ALR-11). */
  public boolean isPerson() {
    return switch (this) {
      case VIOLENT_PERSON,
          TERRORIST,
          WANTED_PERSON,
          MISSING_PERSON,
          SILVER_ALERT,
          PROTECTION_ORDER,
          SUPERVISED_RELEASE,
          SEX_OFFENDER,
          PROTECTIVE_INTEREST,
          IMMIGRATION ->
          true;
      default -> false;
    };
  }

  /**
   * The category of a name such as {@code stolen_vehicle} or {@code Stolen vehicle}.
   *
   * @throws IllegalArgumentException naming the text and the known ones
   */
  public static Category of(String text) {
    try {
      return valueOf(text.strip().toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "category \"%s\", expected any of %s".formatted(text, java.util.List.of(values())), e);
    }
  }
}
