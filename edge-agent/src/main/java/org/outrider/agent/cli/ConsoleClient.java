package org.outrider.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.unit.config.ConfigReader;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.hal.spi.Devices;
import picocli.CommandLine.Option;

/** The console of a running unit, as a command reaches it. */
final class ConsoleClient {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final FileAttribute<Set<PosixFilePermission>> MINE_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  @Option(
      names = "--console",
      paramLabel = "URL",
      description = "Of the unit's console (default: as the configuration has it).")
  @Nullable URI console;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Who vouches for an https console (default: its configured certificate).")
  @Nullable Path ca;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "/etc/outrider/outrider.toml",
      description = "Of the unit (default ${DEFAULT-VALUE}).")
  Path config = Path.of(".");

  @Option(
      names = "--session-file",
      paramLabel = "FILE",
      description = "Where the session is kept between commands (default ~/.outrider-session).")
  Path sessionFile = Path.of(System.getProperty("user.home"), ".outrider-session");

  /** Where it is, and by whose word. */
  private record Place(URI uri, @Nullable Path trusted) {}

  private Place place() throws CommandException, ConfigException {
    if (console != null) {
      return new Place(console, ca);
    }
    if (!Files.exists(config)) {
      throw new CommandException(config + ": not there, expected it or --console URL");
    }
    UnitConfig.ConsoleConfig of =
        ConfigReader.read(config, new Devices())
            .console()
            .orElseThrow(() -> new CommandException(config + ": has no [console]"));
    @Nullable Path trusted = of.tls().map(UnitConfig.ConsoleTls::certificate).orElse(null);
    String scheme = trusted == null ? "http" : "https";
    return new Place(
        URI.create("%s://%s:%d".formatted(scheme, of.host(), of.port())),
        ca == null ? trusted : ca);
  }

  /**
   * Logs on and keeps the session.
   *
   * @return what the console says where it refuses; empty when the person is logged on
   */
  Optional<JsonNode> logOn(
      String user, char[] password, String code, String purpose, boolean acknowledges)
      throws CommandException, ConfigException, TlsException, InterruptedException {
    String form =
        "user="
            + encoded(user)
            + "&password="
            + encoded(new String(password))
            + "&code="
            + encoded(code)
            + "&purpose="
            + encoded(purpose);
    HttpResponse<String> answer =
        ask(request("/logon"), form + (acknowledges ? "&acknowledge=on" : ""));
    if (answer.statusCode() == 401) {
      return Optional.of(json(answer));
    }
    if (answer.statusCode() != 303) {
      throw refused(answer);
    }
    List<HttpCookie> cookies =
        answer.headers().allValues("Set-Cookie").stream()
            .flatMap(c -> HttpCookie.parse(c).stream())
            .toList();
    try {
      Files.deleteIfExists(sessionFile);
      Files.createFile(sessionFile, MINE_ALONE);
      Files.writeString(
          sessionFile, cookies.getFirst().getName() + "=" + cookies.getFirst().getValue() + "\n");
    } catch (IOException e) {
      throw new CommandException(sessionFile + ": cannot be written: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** The session and how the unit is. */
  JsonNode session() throws CommandException, ConfigException, TlsException, InterruptedException {
    HttpResponse<String> answer = ask(inSession("/session"), null);
    if (answer.statusCode() != 200) {
      throw refused(answer);
    }
    return json(answer);
  }

  /** Ends the session. */
  void logOff(String formToken)
      throws CommandException, ConfigException, TlsException, InterruptedException {
    HttpResponse<String> answer = ask(inSession("/logoff"), "form=" + encoded(formToken));
    if (answer.statusCode() != 303) {
      throw refused(answer);
    }
    try {
      Files.deleteIfExists(sessionFile);
    } catch (IOException e) {
      throw new CommandException(sessionFile + ": cannot be removed: " + e.getMessage());
    }
  }

  /** Begins a canvass, or ends it where no case is given. */
  void canvass(String formToken, String caseNumber, String area)
      throws CommandException, ConfigException, TlsException, InterruptedException {
    HttpResponse<String> answer =
        ask(
            inSession("/canvass"),
            "form="
                + encoded(formToken)
                + (caseNumber.isEmpty() ? "&end=yes" : "")
                + "&case_number="
                + encoded(caseNumber)
                + "&area="
                + encoded(area));
    if (answer.statusCode() != 303) {
      throw refused(answer);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) throws CommandException, ConfigException {
    return HttpRequest.newBuilder(place().uri().resolve(path))
        .timeout(PATIENCE)
        .header("Accept", "application/json");
  }

  private HttpRequest.Builder inSession(String path) throws CommandException, ConfigException {
    if (!Files.exists(sessionFile)) {
      throw new CommandException("nobody is logged on: use `outrider session open USER`");
    }
    return request(path).header("Cookie", new String(LogOnOptions.firstLine(sessionFile)));
  }

  private HttpResponse<String> ask(HttpRequest.Builder request, @Nullable String form)
      throws CommandException, ConfigException, TlsException, InterruptedException {
    Place place = place();
    if (form != null) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .POST(HttpRequest.BodyPublishers.ofString(form));
    }
    HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    if (place.trusted() != null) {
      builder.sslContext(UnitTls.client(place.trusted()));
    }
    try (HttpClient client = builder.build()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new CommandException(
          place.uri()
              + ": the console cannot be reached: "
              + e.getClass().getSimpleName()
              + (e.getMessage() == null ? "" : " " + e.getMessage()));
    }
  }

  private CommandException refused(HttpResponse<String> answer) throws CommandException {
    String problem = json(answer).path("problem").asText("no reason given");
    return new CommandException("%s (%d)".formatted(problem, answer.statusCode()));
  }

  private JsonNode json(HttpResponse<String> answer) throws CommandException {
    try {
      return Json.MAPPER.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new CommandException(
          "%s: no console of a unit answers there (%d)"
              .formatted(answer.uri(), answer.statusCode()));
    }
  }
}
