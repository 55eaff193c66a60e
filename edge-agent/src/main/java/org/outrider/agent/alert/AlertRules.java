package org.outrider.agent.alert;

import java.util.EnumMap;
import java.util.Map;
import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.hotlist.Category;

/**
 * What the agency's policy says of alerts.
 *
 * @param categories what holds for each; one that is not named is told as {@link #PLAIN}
 * @param ages when a list is old
 * @param mostPartialPerHour alerts that one partial plate gives in an hour (MAT-02)
 * @param reminder what every alert says below the plate (ALR-10)
 */
public record AlertRules(
    Map<Category, CategoryRule> categories,
    AgeLimits ages,
    int mostPartialPerHour,
    String reminder) {
  /** Told to the officer, who answers. */
  public static final CategoryRule PLAIN =
      new CategoryRule(Telling.ON, Response.OFFICER, false, false);

  public static final AlertRules DEFAULT =
      new AlertRules(new EnumMap<>(Category.class), AgeLimits.DEFAULT, 12, "");

  public AlertRules {
    categories = Map.copyOf(categories);
  }

  /** Whether a category is told. */
  public enum Telling {
    /** And cannot be muted (ALR-04). */
    REQUIRED,
    ON,
    /** Until somebody switches it on (ALR-05). */
    OFF
  }

  /** Who answers (ALR-06, ALR-08). */
  public enum Response {
    DISPATCH_REQUIRED,
    OFFICER,
    /** Nobody must; it never interrupts another alert. */
    INFORMATIONAL
  }

  /**
   * What holds for one category.
   *
   * @param advisesDispatch whether the officer tells dispatch before answering (ALR-07)
   * @param waitsForBackup whether the officer waits for backup before a stop (ALR-12)
   */
  public record CategoryRule(
      Telling telling, Response response, boolean advisesDispatch, boolean waitsForBackup) {}

  public CategoryRule of(Category category) {
    return categories.getOrDefault(category, PLAIN);
  }
}
