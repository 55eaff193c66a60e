package org.outrider.agent.reading.vision.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.outrider.agent.base.plate.Quad;
import org.outrider.agent.reading.vision.Detection;
import org.outrider.agent.reading.vision.ModelId;
import org.outrider.agent.reading.vision.PlateDetector;
import org.outrider.hal.image.Image;
import org.outrider.hal.image.NativeImages;

/**
 * Our own detector: per cell of two maps a score and four corners. The picture is scaled to a long
 * side and padded to a multiple of 32; a cheap pass at a quarter of the size sees plates too near
 * for the first, and where one of them finds something very large, or neither anything, one at half
 * the size does.
 */
final class CornerDetector implements PlateDetector {
  private static final int FIELDS = 9;
  private static final double SAME_PLATE_IOU = 0.35;
  private static final double LARGE_SHARE = 0.33;
  private static final double MOST_ENLARGED = 2.0;
  private static final Scalar GRAY = new Scalar(114, 114, 114);

  /** The first look may be less sure by so much, since a closer one decides. */
  private static final double FIRST_LOOK = 0.7;

  private static final int MOST_TILE_PX = 1280;
  private static final int TILE_OVERLAP_PX = 160;
  private static final int CLOSE_WIDTH_PX = 256;
  private static final int CLOSE_HEIGHT_PX = 128;
  private static final double CLOSE_PLATE_PX = 160;
  private static final double CLOSE_ASPECT = 1.7;
  private static final double CLOSE_LEAST = 0.1;
  private static final double MOST_CLOSER = 5;
  private static final double UNCONFIRMED = 0.5;

  private final OnnxSession session;
  private final DetectorOptions options;
  private final double threshold;
  private final int[] strides = new int[2];
  private final String[] maps = new String[2];
  private final double unit;
  private final double[] xy = new double[8];
  private final Map<Long, Pass> passes = new HashMap<>();
  private final Pass close;

  CornerDetector(ModelFolder model, DetectorOptions options, InferenceListener listener)
      throws ModelException {
    this.session = new OnnxSession(model, options.threads(), listener);
    this.options = options;
    this.threshold = options.threshold().orElse(model.number("threshold", 0.01, 0.99));
    this.unit = model.integer("output.unit_strides", 1, 64);
    session.expect(true, model.text("input.name"), -1, 3, -1, -1);
    for (int i = 0; i < 2; i++) {
      maps[i] = model.text("output.maps." + i + ".name");
      strides[i] = model.integer("output.maps." + i + ".stride", 4, 64);
      session.expect(false, maps[i], -1, FIELDS, -1, -1);
    }
    close = new Pass(CLOSE_WIDTH_PX, CLOSE_HEIGHT_PX);
  }

  /** One input size with its memory. */
  private final class Pass {
    final int widthPx;
    final int heightPx;
    final OnnxSession.Binding binding;
    final FloatBuffer[] results = new FloatBuffer[2];
    final Mat[] planes = new Mat[3];
    final Mat padded;
    final Mat channel = new Mat();

    /** The part of {@link #padded} that a picture fills: the same for all pictures of a camera. */
    Mat inner;

    Pass(int widthPx, int heightPx) throws ModelException {
      this.widthPx = widthPx;
      this.heightPx = heightPx;
      OnnxSession.Bound input = session.bind(1, 3, heightPx, widthPx);
      binding = session.new Binding(session.model().text("input.name"), input);
      for (int i = 0; i < 2; i++) {
        results[i] =
            binding
                .output(maps[i], 1, FIELDS, heightPx / strides[i], widthPx / strides[i])
                .floats();
      }
      int plane = widthPx * heightPx * Float.BYTES;
      for (int c = 0; c < 3; c++) {
        planes[c] =
            new Mat(heightPx, widthPx, CvType.CV_32F, input.bytes().slice(c * plane, plane));
      }
      padded = new Mat(heightPx, widthPx, CvType.CV_8UC3, GRAY);
      inner = padded.submat(0, heightPx, 0, widthPx);
    }

    private Mat inner(int w, int h) {
      if (inner.cols() != w || inner.rows() != h) {
        inner.release();
        inner = padded.submat(0, h, 0, w);
      }
      return inner;
    }

    /** Looks at a part of the picture, scaled; detections come in pixels of the whole picture. */
    void run(Mat picture, Rect part, double scale, double least, List<Detection> out) {
      int w = Math.clamp(Math.round(part.width * scale), 1, widthPx);
      int h = Math.clamp(Math.round(part.height * scale), 1, heightPx);
      NativeImages.fill(padded, GRAY);
      Mat outer = picture.submat(part);
      try {
        Imgproc.resize(
            outer,
            inner(w, h),
            new Size(w, h),
            0,
            0,
            scale < 1 ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
      } finally {
        outer.release();
      }
      for (int c = 0; c < 3; c++) {
        Core.extractChannel(padded, channel, c);
        channel.convertTo(planes[c], CvType.CV_32F);
      }
      binding.run();
      double scaleX = (double) w / part.width;
      double scaleY = (double) h / part.height;
      for (int i = 0; i < 2; i++) {
        int columns = widthPx / strides[i];
        int rows = heightPx / strides[i];
        View view = new View(columns, rows, strides[i], scaleX, scaleY, part.x, part.y);
        decode(results[i], view, least, out);
      }
    }

    void close() {
      binding.close();
      for (Mat plane : planes) {
        plane.release();
      }
      inner.release();
      padded.release();
      channel.release();
    }
  }

  /** How the cells of a map lie in the picture. */
  private record View(
      int columns, int rows, int stride, double scaleX, double scaleY, int left, int top) {}

  private void decode(FloatBuffer map, View view, double least, List<Detection> out) {
    int area = view.columns() * view.rows();
    double leastLogit = Math.log(least / (1 - least));
    for (int cell = 0; cell < area; cell++) {
      double logit = map.get(cell);
      if (logit > leastLogit) {
        boolean isFinite = Double.isFinite(logit);
        for (int k = 0; k < 8; k++) {
          boolean isX = k % 2 == 0;
          int at = isX ? cell % view.columns() : cell / view.columns();
          double px = (at + 0.5 + unit * map.get((k + 1) * area + cell)) * view.stride();
          xy[k] = isX ? px / view.scaleX() + view.left() : px / view.scaleY() + view.top();
          isFinite &= Double.isFinite(px);
        }
        if (isFinite) {
          out.add(new Detection(Quad.of(xy), 1 / (1 + Math.exp(-logit))));
        }
      }
    }
  }

  @Override
  public List<Detection> detect(Image picture) {
    Mat mat = picture.mat();
    Rect whole = new Rect(0, 0, mat.cols(), mat.rows());
    int longSide = Math.max(mat.cols(), mat.rows());
    double scale = Math.min(MOST_ENLARGED, (double) options.longSidePx() / longSide);
    double least = threshold * FIRST_LOOK;
    List<Detection> raw = new ArrayList<>();
    tiles(mat, whole, scale, least / 2, raw);
    if (options.nearPasses()) {
      pass(whole, scale / 4).run(mat, whole, scale / 4, least / 2, raw);
    }
    List<Detection> found = merge(raw, least);
    boolean isNear =
        found.stream()
            .anyMatch(d -> d.quad().widthPx() * scale > options.longSidePx() * LARGE_SHARE);
    if (options.nearPasses() && (found.isEmpty() || isNear)) {
      pass(whole, scale / 2).run(mat, whole, scale / 2, least / 2, raw);
      found = merge(raw, least);
    }
    List<Detection> refined = new ArrayList<>();
    for (Detection d : found) {
      Detection closer = closer(mat, d);
      if (closer.score() >= threshold) {
        refined.add(closer);
      }
    }
    return outermost(merge(refined, threshold));
  }

  /**
   * One pass over the whole picture, or, where that would be too large for the memory of a small
   * board, over overlapping tiles of it: a plate up to the overlap's size lies whole in one of
   * them.
   */
  private void tiles(Mat mat, Rect whole, double scale, double least, List<Detection> out) {
    int across = tiles(whole.width * scale);
    int down = tiles(whole.height * scale);
    double overlap = TILE_OVERLAP_PX / scale;
    int w = (int) Math.ceil((whole.width + (across - 1) * overlap) / across);
    int h = (int) Math.ceil((whole.height + (down - 1) * overlap) / down);
    for (int row = 0; row < down; row++) {
      for (int column = 0; column < across; column++) {
        int x = across == 1 ? 0 : (int) ((long) column * (whole.width - w) / (across - 1));
        int y = down == 1 ? 0 : (int) ((long) row * (whole.height - h) / (down - 1));
        Rect part = new Rect(x, y, w, h);
        pass(part, scale).run(mat, part, scale, least, out);
      }
    }
  }

  private static int tiles(double sidePx) {
    return sidePx <= MOST_TILE_PX
        ? 1
        : (int) Math.ceil((sidePx - TILE_OVERLAP_PX) / (MOST_TILE_PX - TILE_OVERLAP_PX));
  }

  /** A sticker or a word on a plate is no plate: what lies inside something much larger goes. */
  private static List<Detection> outermost(List<Detection> found) {
    return found.stream()
        .filter(d -> found.stream().noneMatch(o -> d.quad().isPartOf(o.quad())))
        .toList();
  }

  /**
   * A second look at one plate alone, at a size the detector sees best: tighter corners, and a
   * second opinion on whether it is a plate. Costs a tenth of a pass.
   */
  private Detection closer(Mat mat, Detection first) {
    Quad q = first.quad();
    double scale =
        Math.min(MOST_CLOSER, CLOSE_PLATE_PX / Math.max(q.widthPx(), CLOSE_ASPECT * q.heightPx()));
    int w = (int) Math.min(mat.cols(), Math.round(CLOSE_WIDTH_PX / scale));
    int h = (int) Math.min(mat.rows(), Math.round(CLOSE_HEIGHT_PX / scale));
    int x = Math.clamp(Math.round(q.centreX() - w / 2.0), 0, mat.cols() - w);
    int y = Math.clamp(Math.round(q.centreY() - h / 2.0), 0, mat.rows() - h);
    List<Detection> raw = new ArrayList<>();
    close.run(mat, new Rect(x, y, w, h), scale, CLOSE_LEAST, raw);
    for (Detection second : merge(raw, CLOSE_LEAST * 2)) {
      if (second.quad().iou(q) > SAME_PLATE_IOU) {
        return new Detection(second.quad(), Math.sqrt(first.score() * second.score()));
      }
    }
    return new Detection(q, first.score() * UNCONFIRMED);
  }

  @Override
  public Optional<Detection> lookAgain(Image picture, Detection guess) {
    return Optional.of(closer(picture.mat(), guess)).filter(d -> d.score() >= threshold);
  }

  private Pass pass(Rect part, double scale) {
    int w = Math.max(1, (int) Math.ceil(Math.round(part.width * scale) / 32.0)) * 32;
    int h = Math.max(1, (int) Math.ceil(Math.round(part.height * scale) / 32.0)) * 32;
    return passes.computeIfAbsent(
        (long) w << 32 | h,
        size -> {
          try {
            return new Pass(w, h);
          } catch (ModelException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Cells that speak of the same plate become one detection: corners weighted by score. */
  private List<Detection> merge(List<Detection> raw, double least) {
    raw.sort(Comparator.comparingDouble(Detection::score).reversed());
    List<Detection> out = new ArrayList<>();
    boolean[] used = new boolean[raw.size()];
    for (int i = 0; i < raw.size() && raw.get(i).score() >= least; i++) {
      if (used[i]) {
        continue;
      }
      Quad best = raw.get(i).quad();
      double[] sum = new double[8];
      double weight = 0;
      for (int k = i; k < raw.size(); k++) {
        if (!used[k] && raw.get(k).quad().iou(best) > SAME_PLATE_IOU) {
          used[k] = true;
          double w = Math.pow(raw.get(k).score(), 3);
          raw.get(k).quad().addTo(sum, w);
          weight += w;
        }
      }
      for (int c = 0; c < 8; c++) {
        sum[c] /= weight;
      }
      out.add(new Detection(Quad.of(sum), raw.get(i).score()));
      if (out.size() == options.mostPlates()) {
        break;
      }
    }
    return out;
  }

  @Override
  public ModelId model() {
    return session.model().id();
  }

  @Override
  public void close() {
    passes.values().forEach(Pass::close);
    close.close();
    session.close();
  }
}
