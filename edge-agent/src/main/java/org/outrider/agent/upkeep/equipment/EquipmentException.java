package org.outrider.agent.upkeep.equipment;

/** Something about the unit's parts that cannot be done; the message says why. */
public final class EquipmentException extends Exception {
  private static final long serialVersionUID = 1;

  public EquipmentException(String message) {
    super(message);
  }

  public EquipmentException(String message, Throwable cause) {
    super(message, cause);
  }
}
