package org.outrider.agent.cli.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** CPU time and allocation of one stage on the calling thread, frame by frame. */
final class CpuStage {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final List<Long> nanos = new ArrayList<>();
  private final List<Long> bytes = new ArrayList<>();

  /** Runs a piece of work; what a warm-up does is not counted. */
  void measure(boolean counts, Runnable work) {
    long id = Thread.currentThread().threadId();
    long bytesBefore = THREADS.getThreadAllocatedBytes(id);
    long before = THREADS.getCurrentThreadCpuTime();
    work.run();
    long after = THREADS.getCurrentThreadCpuTime();
    if (counts) {
      nanos.add(after - before);
      bytes.add(THREADS.getThreadAllocatedBytes(id) - bytesBefore);
    }
  }

  /** Median over the frames, in milliseconds. */
  double cpuMs() {
    return median(nanos) / 1e6;
  }

  /** Sum over the frames, in milliseconds. */
  double totalMs() {
    return nanos.stream().mapToLong(Long::longValue).sum() / 1e6;
  }

  /** Mean over the frames: a rare large allocation counts, too. */
  long allocatedBytes() {
    return bytes.isEmpty() ? 0 : bytes.stream().mapToLong(Long::longValue).sum() / bytes.size();
  }

  private static double median(List<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }
}
