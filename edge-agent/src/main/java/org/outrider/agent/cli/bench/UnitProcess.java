package org.outrider.agent.cli.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.outrider.agent.cli.Main;

/** A child of this process that runs {@code outrider run} as a user would, with the same JVM. */
final class UnitProcess implements AutoCloseable {
  private static final long PATIENCE_S = 15;

  private final Process process;

  /**
   * Starts it.
   *
   * @param log where its output goes; {@code /dev/null} for nowhere
   */
  UnitProcess(Path config, Path models, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("run", "--config", config.toString(), "--models", models.toString()));
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * A figure of its memory, in MB.
   *
   * @param name as in {@code /proc/PID/status}: {@code VmRSS} for resident now, {@code VmHWM} for
   *     the highest so far
   * @throws IOException when the process has ended
   */
  double megabytes(String name) throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(name + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("the unit has ended (" + status + ": no line " + name + ")");
  }

  /** Ends it as systemd would; at once where this thread is interrupted. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
