package org.outrider.agent.console;

import java.util.List;
import java.util.Set;

/**
 * What the agency's policy says of a console.
 *
 * @param profile as records are stamped with it
 * @param systems through which a hit can be verified
 * @param reminder shown on every alert; may be empty
 * @param mayActExigently whether a stop without verification can be recorded
 * @param checkFields what a manual check must say first (K-04)
 * @param purposes that may be given
 * @param entryFields what an entry must say
 * @param categories an entry can be of
 */
public record ConsoleRules(
    String profile,
    Rights rights,
    List<String> systems,
    String reminder,
    boolean mayActExigently,
    Set<String> checkFields,
    List<String> purposes,
    List<String> entryFields,
    List<String> categories) {
  public ConsoleRules {
    systems = List.copyOf(systems);
    checkFields = Set.copyOf(checkFields);
    purposes = List.copyOf(purposes);
    entryFields = List.copyOf(entryFields);
    categories = List.copyOf(categories);
  }
}
