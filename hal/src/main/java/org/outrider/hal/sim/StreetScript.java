package org.outrider.hal.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What happens in a simulated street.
 *
 * @param light how it is lit
 * @param durationS after which the clip ends; infinite for ever
 */
public record StreetScript(List<SimVehicle> vehicles, Light light, double durationS) {

  /**
   * Light of a scene. NIGHT is an infra-red picture: gray, with a bright plate on a dark street.
   */
  public enum Light {
    DAY,
    DUSK,
    NIGHT
  }

  private static final String[] STATES = {"CT", "NY", "MA", "RI", "NJ", "PA", "VT", "NH"};
  private static final String LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ";
  private static final double FAR_M = 26;
  private static final double GAP_M = 7;

  public StreetScript {
    vehicles = List.copyOf(vehicles);
  }

  /**
   * Traffic drawn at random, the same for the same seed. In a lane nobody drives through the one in
   * front: a follower comes no nearer than a few metres before that one is out of sight.
   *
   * @param known plates that come first, spread over the drive
   */
  public static StreetScript traffic(int vehicles, long seed, Light light, List<String> known) {
    Random random = new Random(seed);
    List<SimVehicle> out = new ArrayList<>();
    double at = 0.5;
    double[] clear = {0, 0};
    for (int i = 0; i < vehicles; i++) {
      boolean listed = known.size() > i / 3 && i % 3 == 1;
      String plate = listed ? known.get(i / 3) : plate(random);
      double speed = 6 + random.nextDouble() * 5;
      boolean left = random.nextBoolean();
      double lane = left ? -2.6 - random.nextDouble() * .6 : 2.2 + random.nextDouble() * .8;
      int side = left ? 0 : 1;
      if (at < clear[side]) {
        speed = Math.min(speed, (FAR_M - SimVehicle.NEAR_M - GAP_M) / (clear[side] - at));
      }
      String state = listed ? "CT" : STATES[random.nextInt(STATES.length)];
      SimVehicle vehicle = new SimVehicle(plate, state, at, lane, speed, FAR_M);
      clear[side] = at + vehicle.durationS();
      out.add(vehicle);
      at += 1.1 + random.nextDouble() * 1.2;
    }
    double end = 0;
    for (SimVehicle v : out) {
      end = Math.max(end, v.startS() + v.durationS());
    }
    return new StreetScript(out, light, end + 1);
  }

  /** One parked car in view for a while. */
  public static StreetScript parked(String plate, double seconds, Light light) {
    return new StreetScript(List.of(new SimVehicle(plate, "CT", 0, 1.4, 0, 8)), light, seconds);
  }

  private static String plate(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    for (int i = 0; i < 5; i++) {
      text.append((char) ('0' + random.nextInt(10)));
    }
    return text.toString();
  }
}
