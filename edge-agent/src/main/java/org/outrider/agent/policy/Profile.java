package org.outrider.agent.policy;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.Category;

/**
 * The policy of one agency: a value for every setting, and the clause that each stated one comes
 * from. Made by {@link ProfileReader}, which refuses what contradicts itself or a law it names.
 */
public final class Profile {
  private final String id;
  private final int version;
  private final String agency;
  private final String policy;
  private final @Nullable LocalDate effective;
  private final List<Law> laws;
  private final Map<String, Stated> stated;

  /**
   * A value that the profile itself gives.
   *
   * @param clause of the policy, such as {@code Data Retention} or {@code IV.F.d}
   */
  record Stated(Object value, String clause) {}

  Profile(
      String id,
      int version,
      String agency,
      String policy,
      @Nullable LocalDate effective,
      List<Law> laws,
      Map<String, Stated> stated) {
    this.id = id;
    this.version = version;
    this.agency = agency;
    this.policy = policy;
    this.effective = effective;
    this.laws = List.copyOf(laws);
    this.stated = Map.copyOf(stated);
  }

  public String id() {
    return id;
  }

  /** Goes up with every change. */
  public int version() {
    return version;
  }

  /** What every record is stamped with: {@code id@version}. */
  public String stamp() {
    return id + "@" + version;
  }

  public String agency() {
    return agency;
  }

  /** The document that it puts into settings. */
  public String policy() {
    return policy;
  }

  /** Null when the document bears no date. */
  public @Nullable LocalDate effective() {
    return effective;
  }

  /** The laws that it must keep to. */
  public List<Law> laws() {
    return laws;
  }

  /** The value that holds. */
  @SuppressWarnings("unchecked") // read by the very setting under whose key it is kept
  public <T> T get(Setting<T> setting) {
    @Nullable Stated value = stated.get(setting.key());
    return value == null ? setting.safest() : (T) value.value();
  }

  /** The clause that says so; empty where the safest value holds because the policy is silent. */
  public String clause(Setting<?> setting) {
    @Nullable Stated value = stated.get(setting.key());
    return value == null ? "" : value.clause();
  }

  /** The value as a profile says it. */
  public String text(Setting<?> setting) {
    return setting.text(get(setting));
  }

  /** Whether entries of a category are told. */
  public Rule rule(Category category) {
    return Rule.of(get(CategorySettings.of(category).alert()));
  }

  /** The clause behind {@link #rule}. */
  public String clause(Category category) {
    return clause(CategorySettings.of(category).alert());
  }

  /** Who answers a hit of a category: dispatch_required, officer or informational. */
  public String response(Category category) {
    return get(CategorySettings.of(category).response());
  }

  /** Whether the officer tells dispatch before answering (ALR-07). */
  public boolean advisesDispatch(Category category) {
    return get(CategorySettings.of(category).adviseDispatch());
  }

  /** Whether the officer waits for backup before a stop (ALR-12). */
  public boolean waitsForBackup(Category category) {
    return get(CategorySettings.of(category).waitForBackup());
  }

  /** Where a hit of a category is told: unit, ecc, supervisor. */
  public List<String> route(Category category) {
    return get(CategorySettings.of(category).route());
  }

  /** Categories that never get onto the unit. */
  public Set<Category> forbidden() {
    Set<Category> out = EnumSet.noneOf(Category.class);
    for (Category c : Category.values()) {
      if (rule(c) == Rule.FORBIDDEN) {
        out.add(c);
      }
    }
    return out;
  }

  /** Whether a purpose may be given for an entry or a query. */
  public boolean permits(String purpose) {
    List<String> permitted = get(CustomEntrySettings.PURPOSE_PERMITTED);
    return CustomEntrySettings.PURPOSES.contains(purpose)
        && !get(CustomEntrySettings.PURPOSE_FORBIDDEN).contains(purpose)
        && (permitted.isEmpty() || permitted.contains(purpose));
  }

  /** When the unit purges a read, counted from when it was delivered. */
  public Duration keptAfterDelivery() {
    return Duration.ofHours(get(RetentionSettings.UNIT_HOURS_AFTER_ACK));
  }

  /** What differs from another profile. */
  public List<Difference> differences(Profile other) {
    List<Difference> out = new ArrayList<>();
    for (Setting<?> s : Settings.all()) {
      if (!s.isSame(get(s), other.get(s))) {
        out.add(new Difference(s, text(s), clause(s), other.text(s), other.clause(s)));
      }
    }
    return out;
  }

  /** A setting on which two profiles differ. */
  public record Difference(
      Setting<?> setting, String here, String hereClause, String there, String thereClause) {}
}
