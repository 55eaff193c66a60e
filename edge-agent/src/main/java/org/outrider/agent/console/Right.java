package org.outrider.agent.console;

/** What a role may do at a console (requirements 4.2). */
public enum Right {
  SEE_ALERTS("see alerts"),
  ANSWER_ALERTS("accept, reject, verify and close alerts"),
  MANUAL_CHECK("ask whether a plate is listed"),
  SEE_ENTRIES("see people's own entries"),
  REQUEST_ENTRIES("make entries, or ask for them; mark vehicles as located"),
  KEEP_ENTRIES("approve, reject, review and remove entries"),
  SWITCH_CATEGORIES("switch categories that the policy leaves open"),
  SEE_HEALTH("see faults and figures of the unit"),
  AIM("aim cameras"),
  REPORT_DAMAGE("see the unit's parts, report damage"),
  KEEP_EQUIPMENT("take down cleaning, service and new parts"),
  COUNT_EQUIPMENT("count the unit's parts"),
  SEE_SESSION("see what is delivered, log off");

  private final String words;

  Right(String words) {
    this.words = words;
  }

  /** What it is, for people. */
  public String words() {
    return words;
  }
}
