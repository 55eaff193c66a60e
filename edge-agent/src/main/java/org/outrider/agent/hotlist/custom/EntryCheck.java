package org.outrider.agent.hotlist.custom;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.hotlist.PlatePattern;
import org.outrider.agent.people.iam.Actor;

/** What an entry must say before anybody is stopped by it: the same on a unit and at central. */
public final class EntryCheck {
  /** Instructions travel on one line of a list, whole (HL-17). */
  private static final int MOST_CHARS = 2000;

  private final CustomRules rules;

  public EntryCheck(CustomRules rules) {
    this.rules = rules;
  }

  /**
   * Everything that is wrong with it.
   *
   * @param by who made it
   */
  public List<String> problems(EntryDraft draft, Actor by, Instant now) {
    List<String> problems = new ArrayList<>();
    plate(draft, problems);
    purpose(draft, by, problems);
    fields(draft, problems);
    problems.addAll(expiry(draft.expiresAt(), now));
    return problems;
  }

  private void plate(EntryDraft draft, List<String> problems) {
    boolean isPattern = PlatePattern.isPattern(draft.plate());
    int known =
        isPattern
            ? PlatePattern.of(draft.plate()).knownChars()
            : PlateText.of(draft.plate()).index().length();
    int least = isPattern ? rules.leastPatternChars() : 2;
    if (known < least || known > 15) {
      problems.add(
          "plate: %d known characters, expected %d to 15%s"
              .formatted(known, least, isPattern ? " in a partial one" : ""));
    }
    if (draft.state() != null && !draft.state().matches("[A-Z]{2}(-[A-Z0-9]{1,3})?")) {
      problems.add("state: \"" + draft.state() + "\", expected ISO 3166-2 such as US-CT");
    }
    if (rules.forbidden().contains(draft.category())) {
      problems.add("category: " + draft.category() + " is forbidden by the profile");
    }
    if (draft.instructions().length() > MOST_CHARS
        || draft.instructions().chars().anyMatch(Character::isISOControl)) {
      problems.add("instructions: expected one line of at most " + MOST_CHARS + " characters");
    }
    if (draft.priority() < 0 || draft.priority() > 100) {
      problems.add("priority: " + draft.priority() + ", expected 0 to 100");
    }
  }

  private void purpose(EntryDraft draft, Actor by, List<String> problems) {
    String purpose = draft.fields().getOrDefault("purpose_code", "");
    @Nullable String basis = draft.exceptionBasis();
    if (purpose.isBlank()) {
      problems.add("purpose_code: (missing), an entry is held against the forbidden ones by it");
    } else if (basis == null) {
      if (!rules.purposes().test(purpose)) {
        problems.add("purpose_code: \"" + purpose + "\" is not permitted by the profile");
      }
    } else if (!purpose.equals(CustomRules.EXCEPTION_PURPOSE)) {
      problems.add("exception basis: there is none for the purpose \"" + purpose + "\"");
    } else if (!rules.exceptionBases().contains(basis)) {
      problems.add(
          "exception basis: \"%s\", expected any of %s"
              .formatted(basis, new TreeSet<>(rules.exceptionBases())));
    } else if (!by.role().equals("administrator")) {
      problems.add("exception basis: for administrators alone, not for a " + by.role());
    }
    if (rules.isSuspicionRequired() && !draft.isSuspicionAttested()) {
      problems.add("reasonable suspicion: not attested, the profile demands it");
    }
  }

  private void fields(EntryDraft draft, List<String> problems) {
    for (Map.Entry<String, String> field : new TreeMap<>(draft.fields()).entrySet()) {
      if (field.getValue().chars().anyMatch(Character::isISOControl)) {
        problems.add(field.getKey() + ": expected one line");
      }
    }
    for (String name : new TreeSet<>(rules.requiredFields())) {
      if (draft.fields().getOrDefault(name, "").isBlank()) {
        problems.add(name + ": (missing), the profile demands it");
      }
    }
  }

  List<String> expiry(@Nullable Instant end, Instant now) {
    List<String> problems = new ArrayList<>();
    if (end == null) {
      if (rules.isExpiryRequired()) {
        problems.add("expires_at: (missing), the profile demands it");
      }
    } else if (!end.isAfter(now)) {
      problems.add("expires_at: " + end + ", expected a time after now");
    } else if (end.isAfter(now.plus(rules.longest()))) {
      problems.add(
          "expires_at: %s, expected at most %d days from now"
              .formatted(end, rules.longest().toDays()));
    }
    return problems;
  }
}
