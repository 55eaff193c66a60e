package org.outrider.agent.reading.vision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;
import org.outrider.agent.base.plate.CharReading;
import org.outrider.agent.base.plate.PlateFormats;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.base.plate.Region;
import org.outrider.agent.base.plate.RegionShares;
import org.outrider.agent.base.plate.SecondReading;
import org.outrider.agent.base.vehicle.SeenVehicle;
import org.outrider.hal.image.Image;

/** Detect, rectify, recognize: from a picture to its looks. Used by one thread. */
public final class PlateFinder implements AutoCloseable {
  /** A number fills most of its plate; where it fills less, a recess was taken for the plate. */
  private static final double NARROW_TEXT = 0.68;

  /** Beside the number, as a share of it, on a usual plate. */
  private static final double BESIDE_TEXT = 0.09;

  private static final int SHORTEST_AIM = 4;

  /** Below that width of a plate no words can be read on it (measured: see the region's card). */
  private static final double LEGIBLE_PX = 100;

  private final PlateDetector detector;
  private final PlateReader reader;
  private final @Nullable RegionReader regions;
  private final @Nullable PaintReader paints;
  private final Rectifier rectifier;
  private final @Nullable PlateReader second;
  private final @Nullable Rectifier colourRectifier;
  private final @Nullable Rectifier secondRectifier;

  /**
   * @param regions null for a unit that does not tell issuing states
   * @param paints null for one that does not tell colours
   * @param second reader of another kind that confirms or disputes what is reported; null for none
   */
  public PlateFinder(
      PlateDetector detector,
      PlateReader reader,
      @Nullable RegionReader regions,
      @Nullable PaintReader paints,
      @Nullable PlateReader second) {
    this.detector = detector;
    this.reader = reader;
    this.regions = regions;
    this.paints = paints;
    this.second = second;
    this.rectifier = new Rectifier(reader.shape());
    this.colourRectifier = regions == null ? null : new Rectifier(regions.shape());
    this.secondRectifier = second == null ? null : new Rectifier(second.shape());
  }

  /** All plates of a picture with what they say; a detection that says nothing is left out. */
  public List<Look> look(Image picture) {
    List<Detection> found = detector.detect(picture);
    if (found.isEmpty()) {
      return List.of();
    }
    List<Look> looks = new ArrayList<>(found.size());
    for (Detection d : found) {
      Mat patch = rectifier.cut(picture.mat(), d.quad());
      Supplier<RegionShares> region = new Issuer(picture, d.quad());
      Reading reading = reader.read(patch, d.quad().aspect(), region);
      if (!reading.chars().isEmpty()) {
        looks.add(aimed(picture, d, reading, region));
      }
    }
    return looks;
  }

  /**
   * Where the number fills little of what was found, the plate is looked for once more around the
   * number. What is found then counts when it says the same: its corners are tighter, and the surer
   * of the two readings stands.
   */
  private Look aimed(
      Image picture, Detection found, Reading reading, Supplier<RegionShares> region) {
    Look first = new Look(found, reading);
    if (reading.chars().size() < SHORTEST_AIM) {
      return first;
    }
    double margin = reader.shape().marginX();
    double left = 1;
    double right = 0;
    for (CharReading c : reading.chars()) {
      left = Math.min(left, c.left());
      right = Math.max(right, c.right());
    }
    double from = left * (1 + 2 * margin) - margin;
    double to = right * (1 + 2 * margin) - margin;
    double beside = BESIDE_TEXT * (to - from);
    if (to - from >= NARROW_TEXT) {
      return first;
    }
    Detection guess = new Detection(found.quad().part(from - beside, to + beside), found.score());
    Optional<Detection> second = detector.lookAgain(picture, guess);
    if (second.isEmpty()) {
      return first;
    }
    Quad quad = second.get().quad();
    Reading again = reader.read(rectifier.cut(picture.mat(), quad), quad.aspect(), region);
    if (!again.text().equals(reading.text())) {
      return first;
    }
    return new Look(second.get(), again.confidence() > reading.confidence() ? again : reading);
  }

  /** Who issued the plate in a place, for the reader: seen once, and only when asked. */
  private final class Issuer implements Supplier<RegionShares> {
    private final Image picture;
    private final Quad plate;
    private @Nullable RegionShares seen;

    Issuer(Image picture, Quad plate) {
      this.picture = picture;
      this.plate = plate;
    }

    @Override
    public RegionShares get() {
      RegionShares shares = seen;
      if (shares == null) {
        try {
          boolean isLegible = plate.widthPx() >= LEGIBLE_PX;
          shares = isLegible ? regionShares(picture, plate) : RegionShares.NONE;
        } catch (IllegalStateException e) {
          shares = RegionShares.NONE; // a number is read without it; whoever asks for a read hears
        }
        seen = shares;
      }
      return shares;
    }
  }

  private RegionShares regionShares(Image picture, Quad plate) {
    return regions == null || colourRectifier == null
        ? RegionShares.NONE
        : regions.read(colourRectifier.cut(picture.mat(), plate));
  }

  /**
   * Who issued the plate in this place: asked once for a read, on its best picture.
   *
   * @param chars that were read on it, in all of its pictures
   * @throws IllegalStateException when the model cannot be run
   */
  public Region region(Image picture, Quad plate, List<CharReading> chars) {
    return reader.given(regionShares(picture, plate), chars).told();
  }

  /**
   * Second opinion on the plate in this place, for reads that matter: one inference of a small
   * model.
   *
   * @return empty for a finder without a second reader
   * @throws IllegalStateException when the model cannot be run
   */
  public Optional<SecondReading> secondReading(Image picture, Quad plate) {
    if (second == null || secondRectifier == null) {
      return Optional.empty();
    }
    Mat patch = secondRectifier.cut(picture.mat(), plate);
    Reading reading = second.read(patch, plate.aspect(), () -> RegionShares.NONE);
    return Optional.of(new SecondReading(reading.text(), reading.confidence()));
  }

  /** What the vehicle around the plate in this place looks like; asked as {@link #region} is. */
  public SeenVehicle vehicle(Image picture, Quad plate) {
    if (paints == null) {
      return SeenVehicle.UNKNOWN;
    }
    Mat view = paints.shape().cut(picture.mat(), plate);
    try {
      return paints.read(view);
    } finally {
      view.release();
    }
  }

  /**
   * Runs each stage once on an empty picture of the camera's size, so that the first vehicle does
   * not pay.
   */
  public void warmUp(int widthPx, int heightPx) {
    Mat gray = new Mat(heightPx, widthPx, CvType.CV_8UC3, new Scalar(114, 114, 114));
    try (Image picture = Image.own(gray)) {
      for (int i = 0; i < 3; i++) {
        look(picture);
        Quad far = Quad.box(widthPx / 3.0, heightPx / 3.0, 120, 40);
        reader.read(rectifier.cut(gray, far), far.aspect(), () -> RegionShares.NONE);
        Quad near = Quad.box(widthPx / 3.0, heightPx / 3.0, 120, 60);
        region(picture, near, List.of());
        vehicle(picture, near);
        Optional<SecondReading> _ = secondReading(picture, near);
      }
    }
  }

  /** What the reader takes for what: true character, character read, share. */
  public Map<Character, Map<Character, Double>> confusions() {
    return reader.confusions();
  }

  /** Formats of the states' plates, as far as the reader knows them. */
  public PlateFormats formats() {
    return reader.formats();
  }

  /** The models in use, for the record. */
  public List<ModelId> models() {
    List<ModelId> out = new ArrayList<>(List.of(detector.model(), reader.model()));
    if (regions != null) {
      out.add(regions.model());
    }
    if (paints != null) {
      out.add(paints.model());
    }
    if (second != null) {
      out.add(second.model());
    }
    return out;
  }

  @Override
  public void close() {
    detector.close();
    reader.close();
    rectifier.close();
    if (regions != null && colourRectifier != null) {
      regions.close();
      colourRectifier.close();
    }
    if (paints != null) {
      paints.close();
    }
    if (second != null && secondRectifier != null) {
      second.close();
      secondRectifier.close();
    }
  }
}
