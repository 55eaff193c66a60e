package org.outrider.agent.hotlist;

/**
 * The vehicle as the source describes it, in the source's own codes (NCIC VYR, VMA, VMO, VST, VCO);
 * each may be empty.
 *
 * @param year model year
 * @param note anything else that describes it
 */
public record ListedVehicle(
    String year, String make, String model, String style, String color, String note) {
  public static final ListedVehicle UNKNOWN = new ListedVehicle("", "", "", "", "", "");

  /** A free description. */
  public static ListedVehicle of(String note) {
    return note.isBlank() ? UNKNOWN : new ListedVehicle("", "", "", "", "", note.strip());
  }

  /** Colour, year, make, model, style and note in one line; empty when nothing is known. */
  public String text() {
    return String.join(" ", color, year, make, model, style, note).replaceAll("\\s+", " ").strip();
  }
}
