package org.outrider.agent.console;

import java.util.List;

/**
 * What a camera sees, judged for reading plates. The picture shows no plate that can be read, but
 * those of test.
 */
public final class Aim {

  private final byte[] jpeg;
  private final int widthPx;
  private final int heightPx;
  private final double brightness;
  private final List<Plate> plates;

  /** How a plate shows. */
  public record Plate(
      String text, double widthPx, double sharpness, double tiltDeg, double skewDeg) {}

  /**
   * Takes the picture over.
   *
   * @param brightness mean of all pixels, 0 to 255
   */
  public Aim(byte[] jpeg, int widthPx, int heightPx, double brightness, List<Plate> plates) {
    this.jpeg = jpeg;
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.brightness = brightness;
    this.plates = List.copyOf(plates);
  }

  byte[] jpeg() {
    return jpeg;
  }

  /** Of the camera's frame. */
  public int widthPx() {
    return widthPx;
  }

  /** Of the camera's frame. */
  public int heightPx() {
    return heightPx;
  }

  /** Each plate that was found. */
  public List<Plate> plates() {
    return plates;
  }

  /** Mean of all pixels, 0 to 255. */
  public double brightness() {
    return brightness;
  }
}
