package org.outrider.agent.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that can be asked of a console. What is not in this table does not exist (404); what needs a
 * right is refused without it, by everybody, and written down.
 */
public enum Route {
  /** Alerts to be seen only, and the way in. */
  HOME("GET", "/", Access.ANYBODY, null),
  LOG_ON("POST", "/logon", Access.ANYBODY, null),
  /** Opens a locked account by an administrator's code (K-26). */
  RELEASE("POST", "/release", Access.ANYBODY, null),
  UNLOCK("POST", "/unlock", Access.LOCKED_SESSION, null),
  STYLE("GET", "/console.css", Access.ANYBODY, null),
  SCRIPT("GET", "/console.js", Access.ANYBODY, null),
  ICON("GET", "/icon.svg", Access.ANYBODY, null),
  /** Keeps the browser's own error page away while the unit restarts. */
  WORKER("GET", "/worker.js", Access.ANYBODY, null),
  HTMX("GET", "/htmx.js", Access.ANYBODY, null),
  /** Says that something is new, never what. */
  EVENTS("GET", "/events", Access.ANYBODY, null),
  STATUS("GET", "/status", Access.ANYBODY, null),
  /** The card on top and what waits behind it. */
  ALERTS("GET", "/alerts", Access.RECEIVE_ONLY, Right.SEE_ALERTS),
  PICTURE("GET", "/picture/{sha256}", Access.RECEIVE_ONLY, Right.SEE_ALERTS),
  /** The most urgent alert in one line, on every page. */
  BAR("GET", "/bar", Access.RECEIVE_ONLY, Right.SEE_ALERTS),
  /** All alerts of the session with their answers. */
  HISTORY("GET", "/history", Access.SESSION, Right.SEE_ALERTS),
  TAKE_BACK("POST", "/alert/{hit}/take_back", Access.SESSION, Right.ANSWER_ALERTS),
  CLEAR_MISSED("POST", "/missed", Access.SESSION, Right.ANSWER_ALERTS),
  ALERT("GET", "/alert/{hit}", Access.SESSION, Right.SEE_ALERTS),
  ACCEPT("POST", "/alert/{hit}/accept", Access.SESSION, Right.ANSWER_ALERTS),
  REJECT("POST", "/alert/{hit}/reject", Access.SESSION, Right.ANSWER_ALERTS),
  UNABLE("POST", "/alert/{hit}/unable", Access.SESSION, Right.ANSWER_ALERTS),
  ADVISE("POST", "/alert/{hit}/advise", Access.SESSION, Right.ANSWER_ALERTS),
  VERIFY("POST", "/alert/{hit}/verify", Access.SESSION, Right.ANSWER_ALERTS),
  OUTCOME("POST", "/alert/{hit}/outcome", Access.SESSION, Right.ANSWER_ALERTS),
  CHECK("GET", "/check", Access.SESSION, Right.MANUAL_CHECK),
  CHECK_NOW("POST", "/check", Access.SESSION, Right.MANUAL_CHECK),
  ENTRIES("GET", "/entries", Access.SESSION, Right.SEE_ENTRIES),
  ENTRY_ADD("POST", "/entries", Access.SESSION, Right.REQUEST_ENTRIES),
  ENTRY_LOCATED("POST", "/entries/{entry}/located", Access.SESSION, Right.REQUEST_ENTRIES),
  ENTRY_APPROVE("POST", "/entries/{entry}/approve", Access.SESSION, Right.KEEP_ENTRIES),
  ENTRY_REJECT("POST", "/entries/{entry}/reject", Access.SESSION, Right.KEEP_ENTRIES),
  ENTRY_REVIEWED("POST", "/entries/{entry}/reviewed", Access.SESSION, Right.KEEP_ENTRIES),
  ENTRY_REMOVE("POST", "/entries/{entry}/remove", Access.SESSION, Right.KEEP_ENTRIES),
  CATEGORIES("GET", "/categories", Access.SESSION, Right.SWITCH_CATEGORIES),
  CATEGORY_SWITCH("POST", "/categories/{category}", Access.SESSION, Right.SWITCH_CATEGORIES),
  AIM("GET", "/aim", Access.SESSION, Right.AIM),
  AIM_VIEW("GET", "/aim/{camera}", Access.SESSION, Right.AIM),
  AIM_PICTURE("GET", "/aim/{camera}/picture", Access.SESSION, Right.AIM),
  HEALTH("GET", "/health", Access.SESSION, Right.SEE_HEALTH),
  CHECKUP("GET", "/health/checkup", Access.SESSION, Right.SEE_HEALTH),
  EQUIPMENT("GET", "/equipment", Access.SESSION, Right.REPORT_DAMAGE),
  DAMAGE("POST", "/equipment/damage", Access.SESSION, Right.REPORT_DAMAGE),
  SERVICED("POST", "/equipment/service", Access.SESSION, Right.KEEP_EQUIPMENT),
  COUNTED("POST", "/equipment/count", Access.SESSION, Right.COUNT_EQUIPMENT),
  /** Who is logged on and how the unit is, as JSON: for those without a browser. */
  SESSION("GET", "/session", Access.SESSION, Right.SEE_SESSION),
  LOG_OFF_PAGE("GET", "/logoff", Access.SESSION, Right.SEE_SESSION),
  CANVASS("POST", "/canvass", Access.SESSION, Right.ANSWER_ALERTS),
  LOCK("POST", "/lock", Access.SESSION, Right.SEE_SESSION),
  LOG_OFF("POST", "/logoff", Access.SESSION, Right.SEE_SESSION);

  /** Who comes as far as the question of rights. */
  public enum Access {
    ANYBODY,
    /** Somebody logged on; or anybody, to see alerts only, where the policy has it so (K-26). */
    RECEIVE_ONLY,
    /** Somebody logged on, even where the console is locked. */
    LOCKED_SESSION,
    /** Somebody logged on. */
    SESSION
  }

  private final String method;
  private final String path;
  private final Access access;
  private final @Nullable Right right;

  Route(String method, String path, Access access, @Nullable Right right) {
    this.method = method;
    this.path = path;
    this.access = access;
    this.right = right;
  }

  /** GET or POST. */
  public String method() {
    return method;
  }

  /** Its path; what stands in braces is a parameter. */
  public String path() {
    return path;
  }

  /** Who comes as far as the question of rights. */
  public Access access() {
    return access;
  }

  /** What it needs; empty where being let in is enough. */
  public Optional<Right> right() {
    return Optional.ofNullable(right);
  }

  /** Whether asking for it means that a person does something; pages refresh these themselves. */
  public boolean isUse() {
    return switch (this) {
      case STYLE, SCRIPT, ICON, HTMX, EVENTS, STATUS, ALERTS, PICTURE, AIM_VIEW, AIM_PICTURE ->
          false;
      default -> true;
    };
  }
}
