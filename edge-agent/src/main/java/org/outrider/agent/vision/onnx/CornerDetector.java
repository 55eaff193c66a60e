package org.outrider.agent.vision.onnx;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.outrider.agent.plate.Quad;
import org.outrider.agent.vision.Detection;
import org.outrider.agent.vision.ModelId;
import org.outrider.agent.vision.PlateDetector;
import org.outrider.hal.image.Image;

/**
 * Our own detector: per cell of two maps a score and four corners. The picture is scaled to a long
 * side and padded to a multiple of 32; when that pass finds nothing, or something very large, a
 * second pass at half the size looks for plates too near for the first.
 */
final class CornerDetector implements PlateDetector {
  private static final int FIELDS = 9;
  private static final double SAME_PLATE_IOU = 0.35;
  private static final double LARGE_SHARE = 0.33;
  private static final double MOST_ENLARGED = 2.0;

  private final Session session;
  private final DetectorOptions options;
  private final double threshold;
  private final int[] strides = new int[2];
  private final String[] maps = new String[2];
  private final double unit;
  private final Map<Long, Pass> passes = new HashMap<>();

  CornerDetector(ModelFolder model, DetectorOptions options) throws ModelException {
    this.session = new Session(model, options.threads());
    this.options = options;
    this.threshold = options.threshold().orElse(model.number("threshold", 0.01, 0.99));
    this.unit = model.integer("output.unit_strides", 1, 64);
    session.expect(true, model.text("input.name"), -1, 3, -1, -1);
    for (int i = 0; i < 2; i++) {
      maps[i] = model.text("output.maps." + i + ".name");
      strides[i] = model.integer("output.maps." + i + ".stride", 4, 64);
      session.expect(false, maps[i], -1, FIELDS, -1, -1);
    }
  }

  /** One input size with its memory. */
  private final class Pass {
    final int widthPx;
    final int heightPx;
    final Session.Binding binding;
    final FloatBuffer[] results = new FloatBuffer[2];
    final Mat[] planes = new Mat[3];
    final Mat padded;
    final Mat channel = new Mat();

    Pass(int widthPx, int heightPx) throws ModelException {
      this.widthPx = widthPx;
      this.heightPx = heightPx;
      Session.Bound input = session.bind(1, 3, heightPx, widthPx);
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
      padded = new Mat(heightPx, widthPx, CvType.CV_8UC3, new Scalar(114, 114, 114));
    }

    void run(Mat picture, double scale, List<Detection> out) {
      int w = Math.min(widthPx, (int) Math.round(picture.cols() * scale));
      int h = Math.min(heightPx, (int) Math.round(picture.rows() * scale));
      padded.setTo(new Scalar(114, 114, 114));
      Mat inner = padded.submat(new Rect(0, 0, w, h));
      Imgproc.resize(
          picture,
          inner,
          new Size(w, h),
          0,
          0,
          scale < 1 ? Imgproc.INTER_AREA : Imgproc.INTER_LINEAR);
      inner.release();
      for (int c = 0; c < 3; c++) {
        Core.extractChannel(padded, channel, c);
        channel.convertTo(planes[c], CvType.CV_32F);
      }
      binding.run();
      double scaleX = (double) w / picture.cols();
      double scaleY = (double) h / picture.rows();
      for (int i = 0; i < 2; i++) {
        decode(
            results[i],
            widthPx / strides[i],
            heightPx / strides[i],
            strides[i],
            scaleX,
            scaleY,
            out);
      }
    }

    void close() {
      binding.close();
      for (Mat plane : planes) {
        plane.release();
      }
      padded.release();
      channel.release();
    }
  }

  private void decode(
      FloatBuffer map,
      int columns,
      int rows,
      int stride,
      double scaleX,
      double scaleY,
      List<Detection> out) {
    int area = columns * rows;
    double least = Math.log(threshold / 2 / (1 - threshold / 2));
    for (int cell = 0; cell < area; cell++) {
      double logit = map.get(cell);
      if (logit > least) {
        double[] xy = new double[8];
        boolean isFinite = Double.isFinite(logit);
        for (int k = 0; k < 8; k++) {
          int at = k % 2 == 0 ? cell % columns : cell / columns;
          double px = (at + 0.5 + unit * map.get((k + 1) * area + cell)) * stride;
          xy[k] = px / (k % 2 == 0 ? scaleX : scaleY);
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
    int longSide = Math.max(mat.cols(), mat.rows());
    double scale = Math.min(MOST_ENLARGED, (double) options.longSidePx() / longSide);
    List<Detection> raw = new ArrayList<>();
    pass(mat, scale).run(mat, scale, raw);
    List<Detection> found = merge(raw);
    boolean isNear =
        found.stream()
            .anyMatch(d -> d.quad().widthPx() * scale > options.longSidePx() * LARGE_SHARE);
    if (options.halfPass() && (found.isEmpty() || isNear)) {
      pass(mat, scale / 2).run(mat, scale / 2, raw);
      found = merge(raw);
    }
    return found;
  }

  private Pass pass(Mat mat, double scale) {
    int w = Math.max(1, (int) Math.ceil(Math.round(mat.cols() * scale) / 32.0)) * 32;
    int h = Math.max(1, (int) Math.ceil(Math.round(mat.rows() * scale) / 32.0)) * 32;
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
  private List<Detection> merge(List<Detection> raw) {
    raw.sort(Comparator.comparingDouble(Detection::score).reversed());
    List<Detection> out = new ArrayList<>();
    boolean[] used = new boolean[raw.size()];
    for (int i = 0; i < raw.size() && raw.get(i).score() >= threshold; i++) {
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
          double[] xy = raw.get(k).quad().xy();
          for (int c = 0; c < 8; c++) {
            sum[c] += w * xy[c];
          }
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
    session.close();
  }
}
