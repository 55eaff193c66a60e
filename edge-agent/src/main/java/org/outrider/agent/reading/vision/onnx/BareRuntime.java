package org.outrider.agent.reading.vision.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same inferences with nothing around them: listens to what a finder runs and runs it again on
 * sessions of its own, on memory bound once. What a pipeline costs beyond this is the pipeline's.
 */
public final class BareRuntime implements InferenceListener, AutoCloseable {
  private final Map<String, Bare> models = new HashMap<>();
  private final List<Call> heard = new ArrayList<>();

  private record Call(String model, List<Long> shape) {}

  private record Bare(OnnxSession session, Map<List<Long>, OnnxSession.Binding> bindings) {}

  /** Opens detector and reader below a folder. */
  public static BareRuntime open(Path folder, int threads) throws ModelException {
    BareRuntime bare = new BareRuntime();
    for (String task : List.of("detect", "read")) {
      String name = task.equals("detect") ? "detector" : "reader";
      ModelFolder model = ModelFolder.open(folder.resolve(name), task);
      bare.models.put(
          model.id().name(),
          new Bare(new OnnxSession(model, threads, InferenceListener.NONE), new HashMap<>()));
    }
    return bare;
  }

  private BareRuntime() {}

  @Override
  public void ran(String model, List<Long> shape) {
    heard.add(new Call(model, shape));
  }

  /**
   * Binds memory for what was heard since the last {@link #replay} and was not heard before; call
   * it before measuring.
   */
  public void prepare() {
    for (Call call : heard) {
      binding(call);
    }
  }

  /** Runs what was heard since the last replay, in the same order. */
  public void replay() {
    for (Call call : heard) {
      binding(call).run();
    }
    heard.clear();
  }

  private OnnxSession.Binding binding(Call call) {
    Bare bare = models.get(call.model());
    if (bare == null) {
      throw new IllegalArgumentException(
          "model %s, expected one of %s".formatted(call.model(), models.keySet()));
    }
    return bare.bindings()
        .computeIfAbsent(
            call.shape(),
            s -> bare.session().bindAll(s.stream().mapToLong(Long::longValue).toArray()));
  }

  @Override
  public void close() {
    for (Bare bare : models.values()) {
      bare.bindings().values().forEach(OnnxSession.Binding::close);
      bare.session().close();
    }
  }
}
