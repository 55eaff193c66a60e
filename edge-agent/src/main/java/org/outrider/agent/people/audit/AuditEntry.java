package org.outrider.agent.people.audit;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.outrider.agent.people.iam.Actor;

/**
 * What somebody did or tried, before it has a place in the chain.
 *
 * @param name of the person; empty for the unit itself
 * @param sessionId of the log-on; empty outside of one
 * @param objectType what it was done to, such as hit or entry
 * @param objectId which one; empty for none
 * @param details some of {@link #DETAILS}
 * @param status what came of it, in words; may be empty
 */
public record AuditEntry(
    Actor by,
    String name,
    String sessionId,
    Action action,
    String objectType,
    String objectId,
    Map<String, String> details,
    Result result,
    String status) {

  /** What is recorded of an inquiry (Civil Code 1798.90.52; AUD-02, AUD-03). */
  public static final Set<String> DETAILS =
      Set.of("query", "purpose", "reason", "offense_type", "case_number");

  /** The unit acts by itself. */
  public static final Actor UNIT = new Actor("unit", "unit");

  /** Whether it was let happen. */
  public enum Result {
    ALLOW,
    DENY,
    ERROR;

    /** Name in records. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public AuditEntry {
    details = Map.copyOf(details);
    if (!DETAILS.containsAll(details.keySet())) {
      throw new IllegalArgumentException("details " + details.keySet() + ", expected " + DETAILS);
    }
  }

  /** Something that was allowed. */
  public static AuditEntry of(Actor by, Action action, String objectType, String objectId) {
    return new AuditEntry(by, "", "", action, objectType, objectId, Map.of(), Result.ALLOW, "");
  }

  /** The same by a person in a session. */
  public AuditEntry in(String session, String personName) {
    return new AuditEntry(
        by, personName, session, action, objectType, objectId, details, result, status);
  }

  /** The same with one more detail; an empty one is left out. */
  public AuditEntry with(String detail, String value) {
    if (value.isEmpty()) {
      return this;
    }
    Map<String, String> more = new TreeMap<>(details);
    more.put(detail, value);
    return new AuditEntry(by, name, sessionId, action, objectType, objectId, more, result, status);
  }

  /** The same with what came of it. */
  public AuditEntry ended(Result how, String words) {
    return new AuditEntry(by, name, sessionId, action, objectType, objectId, details, how, words);
  }
}
