package org.outrider.agent.alert;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.outrider.agent.hotlist.Category;

/**
 * Which categories are told just now: what users may switch lies within what the profile leaves
 * open (ALR-04, ALR-05). What is not told is recorded and delivered all the same. A restart brings
 * back what the profile says. Safe for several threads.
 */
public final class CategorySwitches {
  /** Of no session in particular: holds until it is switched again. */
  public static final String UNIT = "";

  private record Switched(boolean isOn, String sessionId) {}

  private final AlertRules rules;
  private final Map<Category, Switched> switched = new EnumMap<>(Category.class);

  public CategorySwitches(AlertRules rules) {
    this.rules = rules;
  }

  public synchronized boolean isTold(Category category) {
    Switched set = switched.get(category);
    return switch (rules.of(category).telling()) {
      case REQUIRED -> true;
      case ON -> set == null || set.isOn();
      case OFF -> set != null && set.isOn();
    };
  }

  /** Whether the profile lets it be switched at all. */
  public boolean isOptional(Category category) {
    return rules.of(category).telling() != AlertRules.Telling.REQUIRED;
  }

  /**
   * Switches an optional category.
   *
   * @param sessionId with which it ends, or {@link #UNIT}
   * @throws IllegalArgumentException when the profile requires it: then only another profile can
   */
  public synchronized void set(Category category, boolean isOn, String sessionId) {
    if (!isOptional(category)) {
      throw new IllegalArgumentException(
          category.label() + ": required by the agency's profile, cannot be switched");
    }
    switched.put(category, new Switched(isOn, sessionId));
  }

  /** Takes back what was switched for sessions that are no longer open. */
  public synchronized void keepOnly(Set<String> sessionIds) {
    switched
        .values()
        .removeIf(s -> !s.sessionId().equals(UNIT) && !sessionIds.contains(s.sessionId()));
  }
}
