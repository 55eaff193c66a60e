package org.outrider.agent.people.iam;

import java.util.List;

/**
 * Who does something.
 *
 * @param userId log-on name; never shared
 * @param role officer, supervisor or administrator; unit or central when nobody did it
 */
public record Actor(String userId, String role) {
  /** Roles of people who answer alerts and make entries, lowest first. */
  public static final List<String> ROLES = List.of("officer", "supervisor", "administrator");

  /** What central does, it does under this name and role. */
  public static final String CENTRAL = "central";

  /** Whether the role is, or stands above, another one. */
  public boolean isAtLeast(String other) {
    return role.equals(other) || (role.equals("administrator") && other.equals("supervisor"));
  }
}
