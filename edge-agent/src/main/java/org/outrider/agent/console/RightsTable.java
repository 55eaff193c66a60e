package org.outrider.agent.console;

import java.util.List;

/** Who may ask what of a console, as a table in Markdown. */
public final class RightsTable {
  private static final List<String> ROLES =
      List.of("officer", "supervisor", "administrator", "technician", "maintenance");

  private RightsTable() {}

  /** All routes of a policy. */
  public static String of(Rights rights) {
    StringBuilder out = new StringBuilder("| asked | right | nobody |");
    ROLES.forEach(r -> out.append(' ').append(r).append(" |"));
    out.append("\n|---|---|---|");
    ROLES.forEach(r -> out.append("---|"));
    out.append('\n');
    for (Route route : Route.values()) {
      out.append(
          "| `%s %s` | %s | %s |"
              .formatted(
                  route.method(),
                  route.path(),
                  route.right().map(Right::words).orElse(""),
                  nobody(route)));
      for (String role : ROLES) {
        boolean may = route.right().isEmpty() || rights.has(role, route.right().get());
        out.append(may ? " yes |" : " - |");
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String nobody(Route route) {
    return switch (route.access()) {
      case ANYBODY -> "yes";
      case RECEIVE_ONLY -> "where the policy has it so";
      case LOCKED_SESSION, SESSION -> "-";
    };
  }
}
