package org.outrider.agent.reading.track;

import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.plate.Candidate;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.base.plate.Reading;
import org.outrider.agent.reading.vision.Look;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.clock.CaptureStamp;
import org.outrider.hal.image.Image;

/** One vehicle in sight: its looks so far and where its plate will be next. */
final class Track implements AutoCloseable {
  private static final int CANDIDATES = 10;

  final long number;
  private final Consensus consensus = new Consensus();
  private final CaptureStamp first;
  private final long firstFrame;
  private Quad quad;
  private double velocityX;
  private double velocityY;
  private long lookNanos;
  private CaptureStamp last;
  private long lastFrame;
  private int looks;
  private int agreeing;
  private String text = "";
  private Reading result = Reading.NOTHING;
  private double bestQuality = -1;
  private @Nullable Image bestImage;
  private Quad bestQuad;
  private String bestRaw = "";
  private CaptureStamp bestStamp;
  private long bestFrame;

  /** Text of the last early read; empty before the first. */
  String earlyText = "";

  /** Text by which this vehicle was recognized as one reported before; empty when it was not. */
  String continuedText = "";

  private String decidedText = "";
  private CaptureStamp decided;

  Track(long number, Frame frame, long nanos, Look look) {
    this.number = number;
    this.first = frame.stamp();
    this.firstFrame = frame.sequence();
    this.last = first;
    this.bestStamp = first;
    this.decided = first;
    this.quad = look.detection().quad();
    this.bestQuad = quad;
    this.lookNanos = nanos;
    add(frame, nanos, look);
  }

  void add(Frame frame, long nanos, Look look) {
    Quad next = look.detection().quad();
    double seconds = (nanos - lookNanos) / 1e9;
    if (seconds > 0) {
      double keep = looks > 1 ? 0.4 : 0;
      velocityX = keep * velocityX + (1 - keep) * (next.centreX() - quad.centreX()) / seconds;
      velocityY = keep * velocityY + (1 - keep) * (next.centreY() - quad.centreY()) / seconds;
    }
    quad = next;
    lookNanos = nanos;
    last = frame.stamp();
    lastFrame = frame.sequence();
    looks++;
    consensus.add(look.reading());
    result = consensus.result();
    String now = result.text();
    agreeing = now.equals(text) ? agreeing + 1 : 1;
    text = now;
    keepBest(frame, look);
  }

  /** The picture that proves the read: of those that say the same as the result, the surest. */
  private void keepBest(Frame frame, Look look) {
    boolean agrees = look.reading().text().equals(text);
    double quality = (agrees ? 1 : 0) + look.reading().confidence();
    if (bestImage != null && quality <= bestQuality) {
      return;
    }
    if (bestImage != null) {
      bestImage.close();
    }
    bestImage = frame.image().keep();
    bestQuality = quality;
    bestQuad = look.detection().quad();
    bestRaw = look.reading().raw();
    bestStamp = frame.stamp();
    bestFrame = frame.sequence();
  }

  /**
   * How well a look fits here, 0 for not at all: predicted place first, text as a second opinion.
   */
  double fit(Look look, long nanos) {
    double seconds = (nanos - lookNanos) / 1e9;
    Quad q = look.detection().quad();
    double dx = quad.centreX() + velocityX * seconds - q.centreX();
    double dy = quad.centreY() + velocityY * seconds - q.centreY();
    double size = Math.max(quad.widthPx(), q.widthPx());
    double distance = Math.hypot(dx, dy) / Math.max(size, 1);
    double growth = q.widthPx() / Math.max(quad.widthPx(), 1);
    if (growth > 2.2 || growth < 0.45) {
      return 0;
    }
    double likeness = likeness(look.reading().text(), text);
    double reach = 1.0 + 2.5 * likeness + Math.min(2, seconds * 2);
    if (distance > reach || (likeness < 0.34 && distance > 0.8)) {
      return 0;
    }
    return 1 / (1 + distance) + likeness;
  }

  static double likeness(String a, String b) {
    int most = Math.max(a.length(), b.length());
    return most == 0 ? 0 : 1 - (double) edits(a, b) / most;
  }

  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }

  long lookNanos() {
    return lookNanos;
  }

  int looks() {
    return looks;
  }

  int agreeing() {
    return agreeing;
  }

  String text() {
    return text;
  }

  double confidence() {
    return result.confidence();
  }

  /** Notes that the running result may be reported as of the last look. */
  void isDecided() {
    if (!decidedText.equals(text)) {
      decidedText = text;
      decided = last;
    }
  }

  Image bestImage() {
    if (bestImage == null) {
      throw new IllegalStateException("a track without a look");
    }
    return bestImage;
  }

  Pass pass(String cameraId) {
    return new Pass(
        cameraId,
        PlateText.of(text),
        bestRaw,
        result.confidence(),
        result.chars(),
        Candidate.of(result, CANDIDATES),
        bestQuad,
        bestStamp,
        bestFrame,
        first,
        firstFrame,
        last,
        lastFrame,
        looks,
        decidedText.equals(text) ? decided : last);
  }

  @Override
  public void close() {
    if (bestImage != null) {
      bestImage.close();
      bestImage = null;
    }
  }
}
