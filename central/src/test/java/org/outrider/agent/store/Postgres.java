package org.outrider.agent.store;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.outrider.hal.RealPart;

/** The real PostgreSQL as child processes; it refuses to be root's. */
public final class Postgres implements AutoCloseable {
  private final Path folder;
  private final Path programs;
  private final int port;

  public Postgres() throws Exception {
    programs = programs();
    folder = Files.createTempDirectory(Path.of("/tmp"), "pg");
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    if (isRoot()) {
      run("chown", "postgres", folder.toString());
    }
    asServer("initdb", "-D", data(), "-U", "alpr", "--auth", "trust", "-N");
    start();
    asServer("createdb", "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", "alpr", "alpr");
  }

  private static Path programs() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(versions)) {
      try (Stream<Path> all = Files.list(versions)) {
        List<Path> found =
            all.map(v -> v.resolve("bin"))
                .filter(b -> Files.isExecutable(b.resolve("initdb")))
                .sorted(Comparator.reverseOrder())
                .toList();
        if (!found.isEmpty()) {
          return found.getFirst();
        }
      }
    }
    RealPart.require("initdb"); // says that it is not there
    return Path.of("/usr/bin");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private void asServer(String program, String... args) throws Exception {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(args));
    run(command.toArray(String[]::new));
  }

  private void run(String... command) throws Exception {
    Path log = Files.createTempFile("pg", ".log");
    Process p =
        new ProcessBuilder(command)
            .directory(Path.of("/tmp").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean isDone = p.waitFor(60, TimeUnit.SECONDS);
    String said = Files.readString(log);
    Files.delete(log);
    if (!isDone || p.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }

  /** For JDBC. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/alpr?user=alpr";
  }

  /** Stops it at once, as a crash would. */
  public void crash() throws Exception {
    asServer("pg_ctl", "-D", data(), "-m", "immediate", "stop");
  }

  /** Starts it again. */
  public void start() throws Exception {
    asServer(
        "pg_ctl",
        "-D",
        data(),
        "-w",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1",
        "start");
  }

  @Override
  public void close() {
    try {
      crash();
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(p);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
