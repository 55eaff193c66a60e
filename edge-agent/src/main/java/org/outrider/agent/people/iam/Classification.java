package org.outrider.agent.people.iam;

/** How restricted data is, and up to where a person is cleared (IAM-05); lowest first. */
public enum Classification {
  LOCAL,
  STATE,
  NCIC;

  /** Whether somebody who is cleared so far may see it. */
  public boolean isOpenTo(Classification clearance) {
    return compareTo(clearance) <= 0;
  }
}
