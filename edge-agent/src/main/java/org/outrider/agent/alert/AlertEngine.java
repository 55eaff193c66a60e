package org.outrider.agent.alert;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.alert.voice.Tones;
import org.outrider.agent.alert.voice.Voice;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.read.Picture;
import org.outrider.agent.base.read.Read;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.hal.DeviceException;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.light.Light;
import org.outrider.hal.sound.Pcm;
import org.outrider.hal.sound.Sounder;

/**
 * Turns a hit into sound, voice, light and card, in that order and each by itself: what fails is a
 * fault, the others go on (ALR-01). One entry of one plate is not told again within the cool-down;
 * another entry of the same plate is.
 */
public final class AlertEngine implements AutoCloseable {
  /** A silence of 20 ms. */
  private static final Pcm QUIET = new Pcm(new short[Voice.RATE_HZ / 50], Voice.RATE_HZ);

  private final Sounder sounder;
  private final Light light;
  private final Health health;
  private final UnitClock clock;
  private final Duration coolDown;
  private final AlertRules rules;
  private final CategorySwitches switches;
  private final Voice voice = new Voice();
  private static final int MOST_WAITING = 8;
  private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

  private final Map<String, Long> told = new HashMap<>();

  /** When each partial plate alerted within the last hour. */
  private final Map<String, ArrayDeque<Long>> partials = new HashMap<>();

  private final List<Consumer<Alert>> screens = new ArrayList<>();

  /** What is heard, or was heard last. */
  private @Nullable Sounding sounding;

  /** Until when, on the monotonic clock, it is heard. */
  private long soundingUntil;

  /** What was cut short or has not been heard yet. */
  private final List<Sounding> waiting = new ArrayList<>();

  public AlertEngine(
      Sounder sounder,
      Light light,
      Health health,
      UnitClock clock,
      Duration coolDown,
      AlertRules rules) {
    this.sounder = sounder;
    this.light = light;
    this.health = health;
    this.clock = clock;
    this.coolDown = coolDown;
    this.rules = rules;
    this.switches = new CategorySwitches(rules);
    this.soundingUntil = clock.monotonicNanos();
  }

  /** What is told just now. */
  public CategorySwitches switches() {
    return switches;
  }

  /** Loads what the first alert needs, so that it sounds as fast as the others. */
  public void warmUp() {
    Tones.of(Category.BOLO, Match.Type.EXACT);
    voice.say(new short[0], Voice.spell("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"));
  }

  /** Adds a screen that shows alert cards; called on the thread that raises. */
  public synchronized void addScreen(Consumer<Alert> screen) {
    screens.add(screen);
  }

  /** The sound of one alert. */
  private record Sounding(
      UUID hitId, AlertRules.Response response, Match.Type type, int priority, Pcm sound) {
    /** Most urgent first. */
    static final Comparator<Sounding> URGENCY =
        Comparator.comparing(Sounding::response)
            .thenComparing(Sounding::type)
            .thenComparingInt(Sounding::priority);
  }

  /** What a screen shows beside the hit; made only after the sound has started. */
  public record Shown(Read read, List<Picture> pictures) {
    public Shown {
      pictures = List.copyOf(pictures);
    }
  }

  /**
   * Tells the officer: sound and light at once, then the screens.
   *
   * @param decidedNanos capture time of the frame that decided, on the monotonic clock
   * @param shown makes what the screens show; called on this thread after the sound has started
   * @return what was told; nothing when it just had been, its category is switched off, or a
   *     partial plate alerts too often
   */
  public synchronized Optional<Alert> raise(
      Hit hit, PlateText plate, long decidedNanos, Supplier<Shown> shown) {
    Category category = hit.match().entry().category();
    if (!switches.isTold(category)) {
      health.count("alert.switched_off");
      return Optional.empty();
    }
    long now = clock.monotonicNanos();
    String key = hit.listId() + "/" + hit.match().entry().entryId() + "/" + plate.index();
    Long last = told.get(key);
    if (last != null && now - last < coolDown.toNanos()) {
      health.count("alert.cooled_down");
      return Optional.empty();
    }
    if (hit.match().isOnlyPossible() && isTooOften(hit, now)) {
      health.count("alert.partial_withheld");
      return Optional.empty();
    }
    told.values().removeIf(at -> now - at > coolDown.toNanos());
    told.put(key, now);
    List<String> channels = new ArrayList<>();
    sound(hit, plate, channels);
    double latencyMs = (clock.monotonicNanos() - decidedNanos) / 1e6;
    light(channels);
    if (!screens.isEmpty()) {
      channels.add("screen");
    }
    Shown what = shown.get();
    Alert alert =
        new Alert(
            hit,
            what.read(),
            what.pictures(),
            channels,
            latencyMs,
            rules.of(category),
            rules.ages().of(hit.listAge()),
            rules.reminder());
    for (Consumer<Alert> screen : screens) {
      screen.accept(alert);
    }
    health.count("alert.raised");
    return Optional.of(alert);
  }

  /** A partial plate that fits half the road must not deafen the officer (MAT-02). */
  private boolean isTooOften(Hit hit, long now) {
    partials.values().forEach(times -> times.removeIf(at -> now - at >= HOUR_NANOS));
    partials.values().removeIf(ArrayDeque::isEmpty);
    ArrayDeque<Long> times =
        partials.computeIfAbsent(
            hit.listId() + "/" + hit.match().entry().entryId(), k -> new ArrayDeque<>());
    if (times.size() >= rules.mostPartialPerHour()) {
      return true;
    }
    times.add(now);
    return false;
  }

  /**
   * Sounds an alert, or has it wait for a more urgent one to end (ALR-08). One that is cut short by
   * an alert at least as urgent is heard again, from its beginning, after that.
   */
  private void sound(Hit hit, PlateText plate, List<String> channels) {
    Category category = hit.match().entry().category();
    Sounding next =
        new Sounding(
            hit.hitId(),
            rules.of(category).response(),
            hit.match().type(),
            hit.match().entry().priority(),
            voice.say(Tones.of(category, hit.match().type()), words(hit, plate)));
    Sounding now = isSounding() ? sounding : null;
    if (now != null) {
      boolean mayInterrupt =
          next.response() != AlertRules.Response.INFORMATIONAL
              && Sounding.URGENCY.compare(next, now) <= 0;
      await(mayInterrupt ? now : next);
      if (!mayInterrupt) {
        channels.add("sound_waiting");
        return;
      }
    }
    if (play(next)) {
      channels.add("sound");
    }
  }

  private boolean isSounding() {
    return clock.monotonicNanos() - soundingUntil < 0;
  }

  private void await(Sounding sound) {
    waiting.add(sound);
    if (waiting.size() > MOST_WAITING) { // the cards show them all
      waiting.sort(Sounding.URGENCY);
      waiting.removeLast();
      health.count("alert.sound_withheld");
    }
  }

  private boolean play(Sounding next) {
    try {
      sounder.play(next.sound());
      sounding = next;
      soundingUntil = clock.monotonicNanos() + next.sound().duration().toNanos();
      health.clear(FaultCode.SOUNDER_FAILED, "alert");
      return true;
    } catch (DeviceException e) {
      health.raise(FaultCode.SOUNDER_FAILED, "alert", String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** Sounds what waits, once it is quiet; to be called about every second. */
  public synchronized void tick() {
    if (!isSounding() && !waiting.isEmpty()) {
      waiting.sort(Sounding.URGENCY);
      boolean _ = play(waiting.removeFirst());
    }
  }

  /** Somebody has answered it: it falls silent at once, and what waits is heard. */
  public synchronized void silence(UUID hitId) {
    waiting.removeIf(s -> s.hitId().equals(hitId));
    if (sounding != null && sounding.hitId().equals(hitId) && isSounding()) {
      soundingUntil = clock.monotonicNanos();
      if (waiting.isEmpty()) {
        hush();
      } else {
        tick();
      }
    }
  }

  /** Cuts off what plays: a sounder ends a sound when it is given another one. */
  private void hush() {
    try {
      sounder.play(QUIET);
    } catch (DeviceException e) {
      health.raise(FaultCode.SOUNDER_FAILED, "alert", String.valueOf(e.getMessage()));
    }
  }

  /** Nobody is awaited any more: the light goes out. */
  public synchronized void settle() {
    try {
      light.set(false);
    } catch (DeviceException e) {
      health.raise(FaultCode.LIGHT_FAILED, "alert", String.valueOf(e.getMessage()));
    }
  }

  private void light(List<String> channels) {
    try {
      light.set(true);
      channels.add("light");
      health.clear(FaultCode.LIGHT_FAILED, "alert");
    } catch (DeviceException e) {
      health.raise(FaultCode.LIGHT_FAILED, "alert", String.valueOf(e.getMessage()));
    }
  }

  /** "Stolen vehicle. Connecticut. Alpha Bravo one two three. Not confirmed." */
  static List<String> words(Hit hit, PlateText plate) {
    List<String> words = new ArrayList<>();
    if (hit.match().type() != Match.Type.EXACT) {
      words.add("possible");
    }
    words.add(hit.match().entry().category().name().toLowerCase(Locale.ROOT));
    String state = hit.match().entry().state();
    if (state != null) {
      words.add(state.toLowerCase(Locale.ROOT).replace('-', '_'));
    }
    words.addAll(Voice.spell(plate.normalized()));
    words.add("not_confirmed");
    return words;
  }

  @Override
  public void close() {
    sounder.close();
    light.close();
  }
}
