package org.outrider.agent.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.outrider.agent.health.Health;
import org.outrider.agent.hotlist.Match;
import org.outrider.agent.read.Picture;
import org.outrider.agent.read.Read;
import org.outrider.hal.DeviceException;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.light.Light;
import org.outrider.hal.sound.Sounder;

/**
 * Turns a hit into sound, voice, light and card, in that order and each by itself: what fails is a
 * fault, the others go on (ALR-01). One entry of one plate is not told again within the cool-down;
 * another entry of the same plate is.
 */
public final class AlertEngine implements AutoCloseable {
  private final Sounder sounder;
  private final Light light;
  private final Health health;
  private final UnitClock clock;
  private final Duration coolDown;
  private final Voice voice = new Voice();
  private final Map<String, Long> told = new HashMap<>();
  private final List<Consumer<Alert>> screens = new ArrayList<>();

  public AlertEngine(
      Sounder sounder, Light light, Health health, UnitClock clock, Duration coolDown) {
    this.sounder = sounder;
    this.light = light;
    this.health = health;
    this.clock = clock;
    this.coolDown = coolDown;
  }

  /** Adds a screen that shows alert cards; called on the thread that raises. */
  public synchronized void addScreen(Consumer<Alert> screen) {
    screens.add(screen);
  }

  /**
   * Tells the officer.
   *
   * @return whether it was told, or held back because it just had been
   */
  public synchronized boolean raise(Hit hit, Read read, List<Picture> pictures) {
    long now = clock.monotonicNanos();
    String key = hit.listId() + "/" + hit.match().entry().entryId() + "/" + read.plate().index();
    Long last = told.get(key);
    if (last != null && now - last < coolDown.toNanos()) {
      health.count("alert.cooled_down");
      return false;
    }
    told.values().removeIf(at -> now - at > coolDown.toNanos());
    told.put(key, now);
    List<String> channels = new ArrayList<>();
    sound(hit, read, channels);
    double latencyMs = (clock.monotonicNanos() - read.captured().monotonicNanos()) / 1e6;
    try {
      light.set(true);
      channels.add("light");
      health.clear("LIGHT_FAILED", "alert");
    } catch (DeviceException e) {
      health.raise("LIGHT_FAILED", "alert", String.valueOf(e.getMessage()));
    }
    Alert alert = new Alert(hit, read, pictures, channels, latencyMs);
    for (Consumer<Alert> screen : screens) {
      screen.accept(alert);
    }
    health.count("alert.raised");
    return true;
  }

  private void sound(Hit hit, Read read, List<String> channels) {
    try {
      sounder.play(
          voice.say(
              Tones.of(hit.match().entry().category(), hit.match().type()), words(hit, read)));
      channels.add("sound");
      health.clear("SOUNDER_FAILED", "alert");
    } catch (DeviceException e) {
      health.raise("SOUNDER_FAILED", "alert", String.valueOf(e.getMessage()));
    }
  }

  /** "Stolen vehicle. Connecticut. Alpha Bravo one two three. Not confirmed." */
  static List<String> words(Hit hit, Read read) {
    List<String> words = new ArrayList<>();
    if (hit.match().type() == Match.Type.SIMILAR) {
      words.add("possible");
    }
    words.add(hit.match().entry().category().name().toLowerCase(Locale.ROOT));
    String state = hit.match().entry().state();
    if (state != null) {
      words.add(state.toLowerCase(Locale.ROOT).replace('-', '_'));
    }
    words.addAll(Voice.spell(read.plate().normalized()));
    words.add("not_confirmed");
    return words;
  }

  @Override
  public void close() {
    sounder.close();
    light.close();
  }
}
