package org.outrider.agent.reading.vision.onnx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
 * A detector in the layout of end-to-end YOLO exports: a square letterboxed RGB picture 0..1 in,
 * rows of (picture, x1, y1, x2, y2, class, score) out. Its boxes are upright, so that a turned
 * plate is read as it lies.
 */
final class YoloDetector implements PlateDetector {
  private static final int FIELDS = 7;
  private static final Scalar GRAY = new Scalar(114, 114, 114);

  private final OnnxSession session;
  private final DetectorOptions options;
  private final double threshold;
  private final int side;
  private final String inputName;
  private final String outputName;
  private final OnnxSession.Bound input;
  private final Mat[] planes = new Mat[3];
  private final Mat padded;
  private final Mat channel = new Mat();

  YoloDetector(ModelFolder model, DetectorOptions options, InferenceListener listener)
      throws ModelException {
    this.session = new OnnxSession(model, options.threads(), listener);
    this.options = options;
    this.threshold = options.threshold().orElse(model.number("threshold", 0.01, 0.99));
    this.side = model.integer("input.side", 32, 4096);
    this.inputName = model.text("input.name");
    this.outputName = model.text("output.name");
    session.expect(true, inputName, -1, 3, side, side);
    session.expect(false, outputName, -1, FIELDS);
    input = session.bind(1, 3, side, side);
    int plane = side * side * Float.BYTES;
    for (int c = 0; c < 3; c++) { // RGB
      planes[2 - c] = new Mat(side, side, CvType.CV_32F, input.bytes().slice(c * plane, plane));
    }
    padded = new Mat(side, side, CvType.CV_8UC3);
  }

  @Override
  public List<Detection> detect(Image picture) {
    Mat mat = picture.mat();
    double scale = Math.min((double) side / mat.cols(), (double) side / mat.rows());
    int w = Math.max(1, (int) Math.round(mat.cols() * scale));
    int h = Math.max(1, (int) Math.round(mat.rows() * scale));
    int left = (side - w) / 2;
    int top = (side - h) / 2;
    NativeImages.fill(padded, GRAY);
    Mat inner = padded.submat(new Rect(left, top, w, h));
    try {
      Imgproc.resize(mat, inner, new Size(w, h), 0, 0, Imgproc.INTER_LINEAR);
    } finally {
      inner.release();
    }
    for (int c = 0; c < 3; c++) {
      Core.extractChannel(padded, channel, c);
      channel.convertTo(planes[c], CvType.CV_32F, 1 / 255.0);
    }
    float[] rows = session.runOnce(inputName, input, outputName);
    List<Detection> out = new ArrayList<>();
    for (int at = 0; at + FIELDS <= rows.length; at += FIELDS) {
      float score = rows[at + 6];
      double x = (rows[at + 1] - left) / scale;
      double y = (rows[at + 2] - top) / scale;
      double width = (rows[at + 3] - rows[at + 1]) / scale;
      double height = (rows[at + 4] - rows[at + 2]) / scale;
      if (score >= threshold && width > 0 && height > 0 && Double.isFinite(x + y)) {
        out.add(new Detection(Quad.box(x, y, width, height), score));
      }
    }
    out.sort(Comparator.comparingDouble(Detection::score).reversed());
    return out.size() <= options.mostPlates() ? out : out.subList(0, options.mostPlates());
  }

  @Override
  public ModelId model() {
    return session.model().id();
  }

  @Override
  public void close() {
    input.tensor().close();
    for (Mat plane : planes) {
      plane.release();
    }
    padded.release();
    channel.release();
    session.close();
  }
}
