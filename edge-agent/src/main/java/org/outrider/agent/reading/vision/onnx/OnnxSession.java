package org.outrider.agent.reading.vision.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * One ONNX Runtime session with its input and output memory bound once: buffers are direct, tensors
 * alias them, a run allocates next to nothing. Spinning is off: the same latency at a fifth of the
 * CPU when frames come paced.
 */
final class OnnxSession implements AutoCloseable {
  private final ModelFolder model;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final InferenceListener listener;

  OnnxSession(ModelFolder model, int threads, InferenceListener listener) throws ModelException {
    this.model = model;
    this.listener = listener;
    this.environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      session = environment.createSession(model.onnx(), options);
    } catch (OrtException e) {
      throw new ModelException(model.folder() + "/model.onnx: not loadable: " + e.getMessage(), e);
    }
  }

  /** Checks an input's or output's type and shape; -1 stands for any size. */
  void expect(boolean isInput, String name, long... shape) throws ModelException {
    try {
      NodeInfo node = (isInput ? session.getInputInfo() : session.getOutputInfo()).get(name);
      String kind = isInput ? "input" : "output";
      if (node == null || !(node.getInfo() instanceof TensorInfo info)) {
        throw new ModelException(
            "%s/model.onnx: no %s tensor \"%s\"".formatted(model.folder(), kind, name));
      }
      long[] has = info.getShape();
      boolean fits = has.length == shape.length;
      for (int i = 0; fits && i < shape.length; i++) {
        fits = shape[i] < 0 || has[i] < 0 || has[i] == shape[i];
      }
      if (!fits) {
        throw new ModelException(
            "%s/model.onnx: %s \"%s\" has shape %s, expected %s"
                .formatted(
                    model.folder(), kind, name, Arrays.toString(has), Arrays.toString(shape)));
      }
    } catch (OrtException e) {
      throw new ModelException(model.folder() + "/model.onnx: " + e.getMessage(), e);
    }
  }

  /** A tensor and the memory it aliases. */
  record Bound(ByteBuffer bytes, FloatBuffer floats, OnnxTensor tensor, List<Long> shape) {}

  Bound bind(long... shape) {
    long count = 1;
    for (long n : shape) {
      count *= n;
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES))
            .order(ByteOrder.nativeOrder());
    FloatBuffer floats = bytes.asFloatBuffer();
    try {
      return new Bound(
          bytes,
          floats,
          OnnxTensor.createTensor(environment, floats, shape),
          LongStream.of(shape).boxed().toList());
    } catch (OrtException e) {
      throw new IllegalStateException("tensor " + Arrays.toString(shape), e);
    }
  }

  /** A binding of input and outputs that is run again and again. */
  final class Binding implements AutoCloseable {
    final Bound input;
    private final List<Bound> outputs = new ArrayList<>();
    private final Map<String, OnnxTensor> in;
    private final Map<String, OnnxTensor> out = new LinkedHashMap<>();

    Binding(String inputName, Bound input) {
      this.input = input;
      this.in = Map.of(inputName, input.tensor());
    }

    Bound output(String name, long... shape) {
      Bound bound = bind(shape);
      outputs.add(bound);
      out.put(name, bound.tensor());
      return bound;
    }

    /** Runs the model: reads the input's memory, fills the outputs'. */
    void run() {
      listener.ran(model.id().name(), input.shape());
      try {
        // the outputs are ours and pinned: closing the result leaves them alone
        session.run(in, out).close();
      } catch (OrtException e) {
        throw new IllegalStateException(model.folder() + ": inference failed", e);
      }
    }

    @Override
    public void close() {
      input.tensor().close();
      outputs.forEach(b -> b.tensor().close());
    }
  }

  /** Binds the one input and every output of this model for an input of a shape, by a trial run. */
  Binding bindAll(long... shape) {
    try {
      String inputName = session.getInputInfo().keySet().iterator().next();
      Binding binding = new Binding(inputName, bind(shape));
      try (OrtSession.Result trial = session.run(binding.in)) {
        for (Map.Entry<String, OnnxValue> e : trial) {
          binding.output(e.getKey(), ((TensorInfo) e.getValue().getInfo()).getShape());
        }
      }
      return binding;
    } catch (OrtException e) {
      throw new IllegalStateException(model.folder() + ": inference failed", e);
    }
  }

  /** Runs a model whose output has no fixed size; allocates. */
  float[] runOnce(String inputName, Bound input, String outputName) {
    try (OrtSession.Result result = session.run(Map.of(inputName, input.tensor()))) {
      OnnxTensor out =
          (OnnxTensor)
              result
                  .get(outputName)
                  .orElseThrow(() -> new IllegalStateException("no output " + outputName));
      float[] values = new float[Math.toIntExact(out.getInfo().getNumElements())];
      out.getFloatBuffer().get(values);
      return values;
    } catch (OrtException e) {
      throw new IllegalStateException(model.folder() + ": inference failed", e);
    }
  }

  /** Input memory of bytes, for models that take pixels as they are. */
  Bound bindBytes(long... shape) {
    long count = 1;
    for (long n : shape) {
      count *= n;
    }
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(count)).order(ByteOrder.nativeOrder());
    try {
      return new Bound(
          bytes,
          FloatBuffer.allocate(0),
          OnnxTensor.createTensor(environment, bytes, shape, OnnxJavaType.UINT8),
          LongStream.of(shape).boxed().toList());
    } catch (OrtException e) {
      throw new IllegalStateException("tensor " + Arrays.toString(shape), e);
    }
  }

  ModelFolder model() {
    return model;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(model.folder() + ": cannot close", e);
    }
  }
}
