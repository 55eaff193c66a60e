package org.outrider.agent.people.audit;

import java.util.Locale;

/** What can be done on a unit that somebody may ask about later. */
public enum Action {
  LOGIN,
  LOGOUT,
  LOGIN_FAILED,
  LOCKOUT,
  UNLOCK,
  /** An alert's card was opened, with plate and entry. */
  VIEW_ALERT,
  /** An alert was accepted, rejected or handed on. */
  DISPOSITION,
  VERIFY,
  OUTCOME,
  MANUAL_CHECK,
  SEARCH,
  EXPORT,
  HOLD_SET,
  HOLD_RELEASE,
  /** Reads were purged; how many and why stands in the words. */
  PURGE,
  ENTRY_CREATE,
  ENTRY_APPROVE,
  ENTRY_REJECT,
  ENTRY_REMOVE,
  /** Any other change of an entry: verified, reviewed, renewed, located. */
  ENTRY_CHANGE,
  CATEGORY_SWITCH,
  LIST_SWAP,
  PROFILE_LOAD,
  USER_LIST_LOAD,
  CLOCK_STEP,
  SERVICE_MODE,
  /** Capture stopped or went on, since the unit left or came back to where it is assigned. */
  ASSIGNMENT,
  /** Somebody reported damage. */
  DAMAGE,
  /** Somebody cleaned, serviced or replaced something. */
  SERVICE,
  /** Somebody counted the unit's parts. */
  PHYSICAL_COUNT,
  /** Surroundings of a scene are canvassed from now on, for a case. */
  CANVASS_BEGIN,
  CANVASS_END,
  /** The unit is to be taken out of service, and all that it holds to be erased. */
  WIPE,
  /** Something that only a forger or a fault would send. */
  TAMPER,
  /** Somebody asked for what their role does not allow. */
  ACCESS;

  /** Name in records. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether plates or entries were asked for: what monthly samples are drawn from (AUD-04). */
  public boolean isInquiry() {
    return this == VIEW_ALERT || this == MANUAL_CHECK || this == SEARCH;
  }
}
