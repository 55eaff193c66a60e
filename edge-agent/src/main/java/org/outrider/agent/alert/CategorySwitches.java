package org.outrider.agent.alert;

import java.util.EnumMap;
import java.util.Map;
import org.outrider.agent.hotlist.Category;

/**
 * Which categories are told just now: what users may switch lies within what the profile leaves
 * open (ALR-04, ALR-05). Safe for several threads.
 */
public final class CategorySwitches {
  private final AlertRules rules;
  private final Map<Category, Boolean> switched = new EnumMap<>(Category.class);

  public CategorySwitches(AlertRules rules) {
    this.rules = rules;
  }

  public synchronized boolean isTold(Category category) {
    return switch (rules.of(category).telling()) {
      case REQUIRED -> true;
      case ON -> switched.getOrDefault(category, true);
      case OFF -> switched.getOrDefault(category, false);
    };
  }

  /**
   * Switches an optional category.
   *
   * @throws IllegalArgumentException when the profile requires it: then only another profile can
   */
  public synchronized void set(Category category, boolean isOn) {
    if (rules.of(category).telling() == AlertRules.Telling.REQUIRED) {
      throw new IllegalArgumentException(
          category.label() + ": required by the agency's profile, cannot be switched");
    }
    switched.put(category, isOn);
  }
}
