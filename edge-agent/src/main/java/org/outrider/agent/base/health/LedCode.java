package org.outrider.agent.base.health;

import java.util.List;

/**
 * Blink codes of a unit without a screen: a number of short blinks, a pause, again and again. A
 * lamp that does not blink means that the agent is not running. Of several faults the lamp shows
 * the first in this order.
 */
public enum LedCode {
  WELL(1, "all is well"),
  CAMERA(2, "a camera or a model"),
  ALERT(3, "sound, light, console or buttons"),
  STORE(4, "disk or database"),
  LIST(5, "hot list"),
  PLACE(6, "position, clock or assignment"),
  CENTRAL(7, "the link to central"),
  UNIT(8, "anything else: the journal names the fault");

  private final int blinks;
  private final String words;

  LedCode(int blinks, String words) {
    this.blinks = blinks;
    this.words = words;
  }

  /** The code for faults of a group. */
  public static LedCode of(FaultGroup group) {
    return switch (group) {
      case CAMERA, MODEL -> CAMERA;
      case ALERT -> ALERT;
      case STORE -> STORE;
      case LIST -> LIST;
      case PLACE -> PLACE;
      case CENTRAL -> CENTRAL;
      case UNIT -> UNIT;
    };
  }

  /** The code that the lamp shows while these faults are raised. */
  public static LedCode of(List<Fault> faults) {
    return faults.stream().map(f -> of(f.code().group())).min(Enum::compareTo).orElse(WELL);
  }

  public int blinks() {
    return blinks;
  }

  /** What to look at. */
  public String words() {
    return words;
  }
}
