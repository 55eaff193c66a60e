package org.outrider.hal.probe;

/**
 * A part of the unit that can be told from another of its kind.
 *
 * @param type board, storage, modem, camera, gnss and so on
 * @param position which of several, such as a device's or a camera's name; empty for the only one
 * @param maker empty where it does not say
 * @param model empty where it does not say
 * @param serial empty where it does not say
 * @param firmware its own version; empty where it does not say
 */
public record Part(
    String type, String position, String maker, String model, String serial, String firmware) {

  /** The same part under another name. */
  public Part as(String otherType, String otherPosition) {
    return new Part(otherType, otherPosition, maker, model, serial, firmware);
  }
}
