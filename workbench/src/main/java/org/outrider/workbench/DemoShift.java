package org.outrider.workbench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.cli.Exit;
import org.outrider.agent.people.iam.Password;
import org.outrider.agent.people.iam.UserList;
import org.outrider.agent.unit.AgentUnit;
import org.outrider.agent.unit.TrainingShift;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;

/**
 * A shift on a simulated drive, at the unit's own page: people with passwords of this run alone, a
 * list, traffic without an end.
 */
final class DemoShift {
  private static final int VEHICLES = 20_000;
  private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int SECRET_CHARS = 32;
  private static final int PASSWORD_CHARS = 10;

  private final Path out;
  private final String light;
  private final int port;
  private final Path models;
  private final PrintWriter screen;
  private final int cameraHz;

  DemoShift(Path out, String light, int cameraHz, int port, Path models, PrintWriter screen) {
    this.out = out;
    this.light = light;
    this.cameraHz = cameraHz;
    this.port = port;
    this.models = models;
    this.screen = screen;
  }

  /** Runs until the process is told to stop. */
  int run(String broker) throws CommandException, IOException, InterruptedException {
    Devices devices = new Devices();
    AgentUnit unit;
    try {
      String passwords = people();
      unit =
          new AgentUnit(
              ConfigReader.parse("demo", config(broker), out, devices),
              models,
              devices,
              new SystemClock(),
              true);
      screen.println(passwords);
    } catch (ConfigException | TrustException e) {
      throw new CommandException(e);
    }
    CountDownLatch stopping = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook =
        new Thread(
            () -> {
              stopping.countDown();
              try {
                stopped.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try (unit) {
      unit.start();
      for (Fault fault : unit.health().faults()) {
        if (fault.code() == FaultCode.CONSOLE_FAILED) {
          throw new CommandException(fault.cause());
        }
      }
      screen.printf(
          "Open http://127.0.0.1:%d and log on; the drive starts with it. Ctrl-C ends.%n",
          unit.consolePort().orElseThrow());
      screen.flush();
      stopping.await();
    } finally {
      stopped.countDown();
    }
    return Exit.OK;
  }

  /** Writes a signed list of users; says who they are. */
  private String people() throws IOException, ConfigException, TrustException {
    Path keys = out.resolve("keys");
    Path secret = keys.resolve("demo.key.pem");
    if (!Files.exists(secret)) {
      String _ = SigningKey.make(keys, "demo");
    }
    Path trusted = Files.createDirectories(out.resolve("user-keys"));
    Path _ =
        Files.copy(
            keys.resolve("demo.pem"),
            trusted.resolve("demo.pem"),
            StandardCopyOption.REPLACE_EXISTING);
    StringBuilder list =
        new StringBuilder(
            """
            [users]
            agency = "DEMO00000"
            version = %d
            valid_until = "%sT00:00:00Z"
            """
                .formatted(
                    new SystemClock().utc().getEpochSecond() / 60,
                    LocalDate.ofInstant(new SystemClock().utc(), ZoneOffset.UTC).plusDays(2)));
    StringBuilder told = new StringBuilder();
    for (String role : List.of("officer", "supervisor", "technician", "administrator")) {
      String password = password();
      list.append(
          """
          [[user]]
          id = "%s"
          name = "Demo %s"
          role = "%s"
          password = "%s"
          training_valid_until = "%s"
          """
              .formatted(
                  role,
                  role,
                  role,
                  Password.of(password.toCharArray()).text(),
                  LocalDate.ofInstant(new SystemClock().utc(), ZoneOffset.UTC).plusDays(2)));
      told.append("  user %-13s password %s%n".formatted(role, password));
      if (role.equals("administrator")) {
        String totp = secret();
        list.append("totp = \"%s\"%n".formatted(totp));
        told.append("       one-time code by an authenticator app, key %s%n".formatted(totp));
      }
    }
    Path file = out.resolve("users.toml");
    Files.writeString(file, list);
    Path _ = UserList.sign(file, SigningKey.read(secret));
    return told.toString();
  }

  private static String password() {
    return random(ALPHABET, PASSWORD_CHARS);
  }

  /** Secret of one-time codes in Base32 (RFC 4648), 160 bits as RFC 4226 recommends. */
  private static String secret() {
    return random(BASE32, SECRET_CHARS);
  }

  private static String random(String alphabet, int chars) {
    SecureRandom random = new SecureRandom();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < chars; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private String config(String broker) {
    return """
    [unit]
    agency = "DEMO00000"
    id = "demo-car"
    [[camera]]
    id = "front"
    uri = "sim:street?vehicles=%d&seed=11&fps=%d&light=%s&plates=%s"
    [gnss]
    uri = "sim:drive"
    [alert]
    sound = "file:%s"
    light = "sim:light"
    [hotlist]
    file = "hotlist.csv"
    folder = "lists"
    [store]
    file = "unit.db"
    [users]
    list = "users.toml"
    keys = "user-keys"
    [console]
    port = %d
    [uplink]
    url = "%s"
    resend_s = 5
    """
        .formatted(
            VEHICLES,
            cameraHz,
            light.toLowerCase(Locale.ROOT),
            TrainingShift.plates(),
            out.toAbsolutePath().resolve("alerts.wav"),
            port,
            broker);
  }
}
