package org.outrider.agent.hotlist;

/** How restricted the data of an entry is (IAM-05). */
public enum Classification {
  LOCAL,
  STATE,
  NCIC
}
