package org.outrider.hal;

/** A device did not do what was asked. Loops turn this into a state; it never ends a thread. */
public final class DeviceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String device;
  private final boolean isTransient;

  /**
   * @param device the device's URI
   * @param message what went wrong and what was expected
   * @param isTransient whether trying again later can help
   */
  public DeviceException(String device, String message, boolean isTransient) {
    super(Redaction.of(device + ": " + message));
    this.device = Redaction.of(device);
    this.isTransient = isTransient;
  }

  public String device() {
    return device;
  }

  public boolean isTransient() {
    return isTransient;
  }
}
