package org.outrider.agent.upkeep.inventory;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One part of the unit, as the unit finds it or as a technician entered it.
 *
 * @param type board, camera, lens, gnss, modem, storage, power, mount and so on
 * @param position which of several, such as a camera's name; empty for the only one
 * @param tag the agency's own label, as it is scanned; empty for none
 * @param installedOn null where nobody entered it
 */
public record Component(
    String type,
    String position,
    String maker,
    String model,
    String serial,
    String firmware,
    String tag,
    @Nullable LocalDate installedOn) {

  /** Where it is, which stays the same when it is replaced. */
  public String place() {
    return position.isEmpty() ? type : type + " " + position;
  }

  /** What it is counted by: its tag, else its serial number; empty where it has neither. */
  public String mark() {
    return tag.isEmpty() ? serial : tag;
  }

  /** Whether a scanned or typed mark is that of this part. */
  public boolean isMarked(String mark) {
    String wanted = plain(mark);
    return !wanted.isEmpty() && (wanted.equals(plain(tag)) || wanted.equals(plain(serial)));
  }

  /** A mark as it is compared: scanners and people differ in case and blanks. */
  public static String plain(String mark) {
    return mark.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
  }

  /** What the unit found, where nothing was entered, and the other way round. */
  Component filledBy(Component entered) {
    return new Component(
        type,
        position,
        or(maker, entered.maker),
        or(model, entered.model),
        or(serial, entered.serial),
        or(firmware, entered.firmware),
        or(entered.tag, tag),
        entered.installedOn == null ? installedOn : entered.installedOn);
  }

  private static String or(String one, String other) {
    return one.isEmpty() ? other : one;
  }

  /** By field, without those that are empty. */
  public Map<String, String> fields() {
    Map<String, String> out = new TreeMap<>();
    out.put("type", type);
    out.put("position", position);
    out.put("maker", maker);
    out.put("model", model);
    out.put("serial", serial);
    out.put("firmware", firmware);
    out.put("tag", tag);
    out.put("installed_on", installedOn == null ? "" : installedOn.toString());
    out.values().removeIf(String::isEmpty);
    return out;
  }
}
