package org.outrider.agent.console;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.outrider.agent.people.iam.Classification;
import org.outrider.agent.people.iam.Session;

/**
 * What the agency's policy says of a console.
 *
 * @param profile as records are stamped with it
 * @param systems through which a hit can be verified
 * @param reminder shown on every alert; may be empty
 * @param mayActExigently whether a stop without verification can be recorded
 * @param checkFields what a manual check must say first (K-04)
 * @param purposes that may be given
 * @param asksPurpose whether a session must say what it is for (CAP-04)
 * @param entryFields what an entry must say
 * @param categories an entry can be of
 * @param needsClearance whether restricted entries are shown in full to the cleared alone (IAM-05)
 * @param seePlaces roles that see where units stand (LOC-02)
 */
public record ConsoleRules(
    String profile,
    Rights rights,
    List<String> systems,
    String reminder,
    boolean mayActExigently,
    Set<String> checkFields,
    List<String> purposes,
    boolean asksPurpose,
    List<String> entryFields,
    List<String> categories,
    boolean needsClearance,
    Set<String> seePlaces) {
  public ConsoleRules {
    systems = List.copyOf(systems);
    checkFields = Set.copyOf(checkFields);
    purposes = List.copyOf(purposes);
    entryFields = List.copyOf(entryFields);
    categories = List.copyOf(categories);
    seePlaces = Set.copyOf(seePlaces);
  }

  /** Whether whoever looks sees where units stand. */
  boolean showsPlaces(Optional<Session> session) {
    return session.filter(s -> seePlaces.contains(s.user().role())).isPresent();
  }

  /** Up to where whoever looks is cleared; nobody in particular is for local data alone. */
  Classification clearance(Optional<Session> session) {
    if (!needsClearance) {
      return Classification.NCIC;
    }
    return session.map(s -> s.user().clearance()).orElse(Classification.LOCAL);
  }
}
