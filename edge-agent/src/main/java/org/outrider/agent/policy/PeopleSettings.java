package org.outrider.agent.policy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.outrider.agent.people.iam.UserList;

/**
 * Settings of roles, sessions and accounts: {@code roles.*}, {@code session.*} and {@code iam.*}.
 */
public final class PeopleSettings {
  private static final Set<String> ALL_ROLES =
      Set.of(
          "officer",
          "supervisor",
          "administrator",
          "dispatcher",
          "investigator",
          "analyst",
          "civilian");

  private static final SettingSection SECTION = new SettingSection();

  public static final Setting<List<String>> SEE_ALERTS_ROLES =
      SECTION.acted(
          "roles.see_alerts",
          new Kind.Choices(ALL_ROLES),
          List.of("officer", "supervisor", "dispatcher"),
          "K-24",
          "IAM-03",
          "roles that may see alerts");

  public static final Setting<List<String>> SEARCH_ROLES =
      SECTION.kept(
          "roles.search",
          new Kind.Choices(ALL_ROLES),
          List.of("supervisor", "investigator", "dispatcher"),
          "K-03",
          "QRY-04",
          "roles that may search past reads at central");

  public static final Setting<String> ACTIVATION =
      SECTION.acted(
          "session.activation",
          Kind.choice("operator_login", "unattended"),
          "operator_login",
          "K-23",
          "IAM-04",
          "what activates a mobile unit; fixed units are unattended");

  public static final Setting<Optional<Integer>> TRAINING_MAX_AGE_DAYS =
      SECTION.acted(
          "iam.training_max_age_days",
          new Kind.WholeOrNone(1, 3650),
          Optional.of(365),
          "K-25",
          "IAM-02",
          "days after which training must be refreshed");

  public static final Setting<String> CLEARANCE =
      SECTION.acted(
          "iam.clearance",
          Kind.choice("listed", "role"),
          "listed",
          "K-24",
          "IAM-05",
          "whether restricted entries are shown in full by listed clearance, or to all who see"
              + " alerts");

  public static final Setting<Integer> LOCKOUT_TRIES =
      SECTION.acted(
          "iam.lockout.tries",
          new Kind.Whole(1, 20),
          5,
          "K-26",
          "IAM-01",
          "failed log-ons after which an account is locked at that browser or address");

  public static final Setting<Integer> LOCKOUT_WINDOW_MIN =
      SECTION.acted(
          "iam.lockout.window_min",
          new Kind.Whole(1, 1440),
          15,
          "K-26",
          "IAM-01",
          "minutes within which failed log-ons count");

  public static final Setting<Optional<Integer>> LOCKOUT_RELEASE_MIN =
      SECTION.acted(
          "iam.lockout.release_min",
          new Kind.WholeOrNone(10, 1440),
          Optional.empty(),
          "K-26",
          "IAM-01",
          "minutes after which a lockout ends by itself; none where an administrator alone ends it"
              + " (CJIS AC-7)");

  public static final Setting<List<String>> SECOND_FACTOR_ROLES =
      SECTION.acted(
          "iam.second_factor_roles",
          new Kind.Choices(UserList.ROLES),
          List.of("administrator"),
          "K-26",
          "IAM-01",
          "roles that need a one-time code besides the password");

  public static final Setting<Optional<Integer>> SESSION_LOCK_MIN =
      SECTION.acted(
          "session.lock_min",
          new Kind.WholeOrNone(1, 30),
          Optional.of(30),
          "K-26",
          "IAM-01",
          "idle minutes until a console locks; never in a vehicle of the agency (CJIS AC-11)");

  public static final Setting<Boolean> ALERTS_RECEIVE_ONLY =
      SECTION.acted(
          "session.alerts_receive_only",
          new Kind.Flag(),
          true,
          "K-26",
          "IAM-03",
          "a locked or logged-off console still shows alerts, without controls");

  private PeopleSettings() {}

  static List<Setting<?>> all() {
    return SECTION.all();
  }
}
