package org.outrider.hal.sim;

/**
 * One vehicle of a script.
 *
 * @param plate what its plate says
 * @param state two-letter code of the issuing state, printed on the plate
 * @param startS when it comes into sight, seconds after the start of the script
 * @param laneM how far right of the camera it passes, metres; negative is left
 * @param speedMps how fast it comes nearer; 0 for a parked vehicle
 * @param farM distance at which it starts, or stands, metres
 */
public record SimVehicle(
    String plate, String state, double startS, double laneM, double speedMps, double farM) {

  /** Nearest distance at which a vehicle is drawn, metres. */
  public static final double NEAR_M = 4.5;

  /** Seconds until it has passed. */
  public double durationS() {
    return speedMps > 0 ? (farM - NEAR_M) / speedMps : Double.POSITIVE_INFINITY;
  }

  /** Distance at a time of the script, metres; NaN when it is not there. */
  double distanceM(double seconds) {
    double z = farM - speedMps * (seconds - startS);
    return seconds >= startS && z >= NEAR_M ? z : Double.NaN;
  }
}
