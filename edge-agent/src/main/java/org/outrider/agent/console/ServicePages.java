package org.outrider.agent.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.Finding;
import org.outrider.agent.reading.vision.ViewQuality;

/** For those who set a unit up and keep it well: aiming and health. No read is shown here. */
final class ServicePages {
  /** Plate widths judged good. These limits are set by judgement, they were not measured. */
  private static final double LEAST_PX = 90;

  private static final double MOST_PX = 400;
  private static final double MOST_TILT_DEG = 12;
  private static final double MOST_SKEW_DEG = 30;
  private static final double LEAST_SHARPNESS = 100;

  private final ConsoleUnit unit;
  private final Pages pages;

  ServicePages(ConsoleUnit unit, Pages pages) {
    this.unit = unit;
    this.pages = pages;
  }

  /** One thing that was judged, and what to change. */
  public record Judged(String what, String value, boolean isGood, String advice) {}

  /** One plate that was found, judged. */
  public record Sight(String text, List<Judged> judged) {}

  /** What the part shows. */
  public record View(
      String camera, String size, long tick, List<Judged> scene, List<Sight> sights) {}

  /** What the page shows. */
  public record Aiming(List<String> cameras) {}

  void aim(Visit visit) {
    pages.page(visit, "aim.jte", "Aim", new Aiming(unit.cameras()));
  }

  void view(Visit visit) throws ConsoleException, InterruptedException {
    Aim aim = look(visit);
    List<Sight> sights = new ArrayList<>();
    for (Aim.Plate p : aim.plates()) {
      sights.add(new Sight(p.text(), judge(p)));
    }
    Judged light =
        new Judged(
            "exposure",
            "%.0f of 255".formatted(aim.brightness()),
            aim.brightness() >= ViewQuality.DARKEST && aim.brightness() <= ViewQuality.BRIGHTEST,
            aim.brightness() < ViewQuality.DARKEST
                ? "too dark: more light or gain"
                : "too bright: less gain");
    pages.part(
        visit,
        "aimview.jte",
        new View(
            visit.context().pathParam("camera"),
            aim.widthPx() + " x " + aim.heightPx(),
            System.nanoTime(),
            List.of(light),
            sights));
  }

  private static List<Judged> judge(Aim.Plate p) {
    return List.of(
        new Judged(
            "width",
            "%.0f px".formatted(p.widthPx()),
            p.widthPx() >= LEAST_PX && p.widthPx() <= MOST_PX,
            p.widthPx() < LEAST_PX
                ? "too small: nearer, or a longer lens"
                : "too large: further off"),
        new Judged(
            "sharpness",
            "%.0f".formatted(p.sharpness()),
            p.sharpness() >= LEAST_SHARPNESS,
            "blurred: focus, or a shorter exposure"),
        new Judged(
            "tilt",
            "%.0f°".formatted(p.tiltDeg()),
            Math.abs(p.tiltDeg()) <= MOST_TILT_DEG,
            "turn the camera level"),
        new Judged(
            "skew",
            "%.0f°".formatted(p.skewDeg()),
            Math.abs(p.skewDeg()) <= MOST_SKEW_DEG,
            "seen from the side and above: nearer to the lane's line"));
  }

  void picture(Visit visit) throws ConsoleException, InterruptedException {
    visit.context().contentType("image/jpeg").result(look(visit).jpeg());
  }

  private Aim look(Visit visit) throws ConsoleException, InterruptedException {
    String camera = visit.context().pathParam("camera");
    if (!unit.cameras().contains(camera)) {
      throw new ConsoleException(404, "there is no such camera");
    }
    @Nullable Aim aim = unit.aim(camera);
    if (aim == null) {
      throw new ConsoleException(503, "no frame comes from this camera");
    }
    return aim;
  }

  /** One part as it was found. */
  public record Line(String part, Status.Level level, String value, String advice) {}

  /** What the page of a checkup shows. */
  public record Checkup(List<Line> lines) {}

  void checkup(Visit visit) throws InterruptedException {
    List<Line> lines = new ArrayList<>();
    for (Finding f : unit.checkup()) {
      Status.Level level =
          switch (f.verdict()) {
            case GOOD -> Status.Level.GOOD;
            case WARN -> Status.Level.WARNING;
            case BAD -> Status.Level.BAD;
          };
      lines.add(new Line(f.part(), level, f.value(), f.advice()));
    }
    pages.page(visit, "checkup.jte", "Checkup", new Checkup(lines));
  }

  void health(Visit visit) {
    pages.page(visit, "health.jte", "Health", unit.status());
  }
}
