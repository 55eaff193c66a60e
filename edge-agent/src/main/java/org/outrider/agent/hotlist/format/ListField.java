package org.outrider.agent.hotlist.format;

/** What a line of a list may hold; a template says where. Codes of NCIC in brackets. */
public enum ListField {
  /** Of the source's record [NIC]. */
  RECORD_ID,
  /** Originating agency [ORI]. */
  ORI,
  /** When the record was made or the extract taken. */
  DATE,
  /** [LIC]; the one field that every template has. */
  PLATE,
  /** [LIS] */
  STATE,
  /** [VYR] */
  VEHICLE_YEAR,
  /** [VMA] */
  MAKE,
  /** [VMO] */
  MODEL,
  /** [VST] */
  STYLE,
  /** [VCO] */
  COLOR,
  /** Which file of the source, or which word, says why the plate is listed. */
  CODE,
  /** 0 highest to 100. */
  PRIORITY,
  EFFECTIVE,
  EXPIRES,
  /** Free text about the vehicle. */
  DESCRIPTION,
  /** To field staff. */
  INSTRUCTIONS,
  /** In a delta: add, update or delete. */
  OP
}
