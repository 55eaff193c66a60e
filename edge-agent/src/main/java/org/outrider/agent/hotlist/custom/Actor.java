package org.outrider.agent.hotlist.custom;

/**
 * Who does something.
 *
 * @param userId log-on name; never shared
 * @param role officer, supervisor or administrator; unit or central when nobody did it
 */
public record Actor(String userId, String role) {
  /** What central does, it does under this name and role. */
  public static final String CENTRAL = "central";

  /** Whether the role is, or stands above, another one. */
  boolean isAtLeast(String other) {
    return role.equals(other) || (role.equals("administrator") && other.equals("supervisor"));
  }
}
