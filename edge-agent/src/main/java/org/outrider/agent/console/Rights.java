package org.outrider.agent.console;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may do what, by role; a role that is not named may do nothing.
 *
 * @param byRole as the agency's policy has it
 */
public record Rights(Map<String, Set<Right>> byRole) {
  public Rights {
    byRole = Map.copyOf(byRole);
  }

  /**
   * The matrix of requirements 4.2, narrowed by a policy.
   *
   * @param alertRoles who may see alerts (K-24)
   * @param checkRoles who may ask whether a plate is listed (K-03)
   * @param requestRoles who may make entries or ask for them (K-10)
   */
  public static Rights of(
      Set<String> alertRoles, Set<String> checkRoles, Set<String> requestRoles) {
    Set<Right> officer =
        EnumSet.of(
            Right.SEE_ALERTS,
            Right.ANSWER_ALERTS,
            Right.SEE_ENTRIES,
            Right.REQUEST_ENTRIES,
            Right.SWITCH_CATEGORIES,
            Right.SEE_HEALTH,
            Right.REPORT_DAMAGE,
            Right.SEE_SESSION);
    Set<Right> supervisor = EnumSet.copyOf(officer);
    supervisor.add(Right.KEEP_ENTRIES);
    supervisor.add(Right.COUNT_EQUIPMENT);
    Set<Right> administrator =
        EnumSet.of(
            Right.SEE_ENTRIES,
            Right.REQUEST_ENTRIES,
            Right.KEEP_ENTRIES,
            Right.SWITCH_CATEGORIES,
            Right.SEE_HEALTH,
            Right.AIM,
            Right.REPORT_DAMAGE,
            Right.KEEP_EQUIPMENT,
            Right.COUNT_EQUIPMENT,
            Right.SEE_SESSION);
    Map<String, Set<Right>> out =
        Map.of(
            "officer",
            officer,
            "supervisor",
            supervisor,
            "administrator",
            administrator,
            "technician",
            EnumSet.of(
                Right.SEE_HEALTH,
                Right.AIM,
                Right.REPORT_DAMAGE,
                Right.KEEP_EQUIPMENT,
                Right.COUNT_EQUIPMENT,
                Right.SEE_SESSION),
            "maintenance",
            EnumSet.of(
                Right.SEE_HEALTH, Right.REPORT_DAMAGE, Right.KEEP_EQUIPMENT, Right.SEE_SESSION));
    out.forEach(
        (role, rights) -> {
          if (!alertRoles.contains(role)) {
            rights.remove(Right.SEE_ALERTS);
            rights.remove(Right.ANSWER_ALERTS);
          }
          if (!requestRoles.contains(role)) {
            rights.remove(Right.REQUEST_ENTRIES);
          }
          boolean isService = role.equals("technician") || role.equals("maintenance");
          if (checkRoles.contains(role) && !isService) {
            rights.add(Right.MANUAL_CHECK);
          }
        });
    return new Rights(out);
  }

  /** Whether a role has a right. */
  public boolean has(String role, Right right) {
    return byRole.getOrDefault(role, Set.of()).contains(right);
  }
}
