package org.outrider.agent.base.health;

import java.util.List;

/**
 * What a unit without a screen says by one lamp: so many short blinks, then a pause, again and
 * again. A lamp that does not blink says that the agent does not run. Of several troubles the one
 * that stands first here is told: what keeps it from reading, then from alerting, then the rest.
 */
public enum LedCode {
  WELL(1, "all is well", ""),
  CAMERA(2, "a camera or a model", "CAMERA|MODEL"),
  ALERT(3, "sound, light, console or buttons", "SOUNDER|LIGHT|CONSOLE|BUTTON"),
  STORE(4, "disk or database", "STORE|AUDIT|PICTURE|HOLDS|DISPOSITION"),
  LIST(5, "hot list", "HOTLIST|CUSTOM"),
  PLACE(6, "position, clock or assignment", "GNSS|CLOCK|POSITION|NOT"),
  CENTRAL(7, "the way to central", "UPLINK|DIRECTIVE"),
  OTHER(8, "anything else: outrider doctor tells", "");

  private final int blinks;
  private final String words;
  private final String codes;

  /**
   * @param codes first words of the faults' codes, as a regular expression
   */
  LedCode(int blinks, String words, String codes) {
    this.blinks = blinks;
    this.words = words;
    this.codes = codes;
  }

  /** What the lamp says of these faults. */
  public static LedCode of(List<Fault> faults) {
    if (faults.isEmpty()) {
      return WELL;
    }
    for (LedCode code : values()) {
      if (faults.stream().anyMatch(f -> f.code().matches("(" + code.codes + ")_.*"))) {
        return code;
      }
    }
    return OTHER;
  }

  public int blinks() {
    return blinks;
  }

  /** What to look at. */
  public String words() {
    return words;
  }
}
