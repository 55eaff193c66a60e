package org.outrider.agent.base.health;

/**
 * The part of a unit that a fault concerns, in the order of the status LED: what stops reading
 * first, then what stops alerts, then the rest.
 */
public enum FaultGroup {
  /** One camera and the processing of its frames; the subject of the fault is the camera's id. */
  CAMERA("Cameras"),
  MODEL("Models"),
  ALERT("Alerts and console"),
  STORE("Storage"),
  LIST("Hot lists"),
  PLACE("Position, clock and assignment"),
  CENTRAL("Link to central"),
  UNIT("Unit and maintenance");

  private final String title;

  FaultGroup(String title) {
    this.title = title;
  }

  /** Heading for readers. */
  public String title() {
    return title;
  }
}
