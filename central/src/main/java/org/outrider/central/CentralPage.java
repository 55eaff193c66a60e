package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.text.PlainPage;
import org.tinylog.Logger;

/**
 * What came in, to be looked at and nothing else, on this machine's own address alone: for
 * integrators who try things out, not for a desk.
 */
public final class CentralPage implements AutoCloseable {
  private static final int MOST_ROWS = 50;
  private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");

  private final CentralStore store;
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.outrider.central");
  private final Javalin server;
  private final Supplier<List<String>> problems;

  /**
   * One line of the page.
   *
   * @param patch hash of the plate's picture; empty for none
   */
  public record Row(
      String unit, String at, String plate, String words, String place, String patch) {}

  /** The page. */
  public record Model(Map<String, Long> counts, List<Row> hits, List<Row> reads) {
    public Model {
      counts = Collections.unmodifiableMap(new TreeMap<>(counts));
      hits = List.copyOf(hits);
      reads = List.copyOf(reads);
    }
  }

  /**
   * Builds a page; nothing is served yet.
   *
   * @param port 0 for any free one
   */
  public CentralPage(CentralStore store, int port) {
    this(store, port, List::of);
  }

  /**
   * Builds a page with a health endpoint: {@code GET /health} answers 200 while there is no
   * problem, 503 otherwise, with the problems as a JSON list.
   *
   * @param problems what is wrong now, one sentence each
   */
  CentralPage(CentralStore store, int port, Supplier<List<String>> problems) {
    this.store = store;
    this.problems = problems;
    server =
        Javalin.create(
            c -> {
              c.startup.showJavalinBanner = false;
              c.startup.showOldJavalinVersionWarning = false;
              c.startup.startupWatcherEnabled = false;
              c.jetty.host = "127.0.0.1";
              c.jetty.port = port;
              c.routes.before(CentralPage::dress);
              c.routes.get("/", this::page);
              c.routes.get("/picture/{sha256}", this::picture);
              c.routes.get("/health", this::health);
            });
  }

  private static void dress(Context c) {
    String host = c.header("Host");
    String name = host == null ? "" : host.replaceAll(":\\d+$", "").toLowerCase(Locale.ROOT);
    if (!HOSTS.contains(name)) { // another site's page, by a name of its own for this address
      c.status(421).result("not called so").skipRemainingHandlers();
    }
    c.header(
        "Content-Security-Policy", "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'");
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Cache-Control", "no-store");
  }

  /** Serves it. */
  public void start() {
    Javalin _ = server.start();
  }

  /** Where it is served. */
  public int port() {
    return server.port();
  }

  private void health(Context c) {
    List<String> wrong = problems.get();
    c.status(wrong.isEmpty() ? 200 : 503)
        .contentType("application/json")
        .result(
            Json.MAPPER
                .createObjectNode()
                .set("problems", Json.MAPPER.valueToTree(wrong))
                .toString());
  }

  private void page(Context c) {
    PlainPage out = new PlainPage();
    Model model =
        new Model(
            store.counts(),
            rows("hit", "category", "raised_at"),
            rows("read", "match", "captured_at"));
    engine.render("central.jte", model, out);
    c.html(out.toString());
  }

  private List<Row> rows(String kind, String words, String at) {
    List<Row> out = new ArrayList<>();
    for (CentralStore.Seen seen : store.newest(kind, MOST_ROWS)) {
      try {
        JsonNode n = Json.MAPPER.readTree(seen.text());
        JsonNode position = n.path("position");
        out.add(
            new Row(
                seen.unit(),
                n.path(at).asText(),
                n.path("plate").path("normalized").asText(),
                n.path(words).asText(),
                position.path("lat").isNumber()
                    ? "%.5f, %.5f"
                        .formatted(position.path("lat").asDouble(), position.path("lon").asDouble())
                    : position.path("source").asText(),
                patch(n)));
      } catch (IOException e) {
        Logger.tag("central").warn("a {} is no JSON: {}", kind, e.getMessage());
      }
    }
    return out;
  }

  private static String patch(JsonNode read) {
    for (JsonNode image : read.path("images")) {
      if (image.path("role").asText().equals("plate_patch")) {
        return image.path("sha256").asText();
      }
    }
    return "";
  }

  private void picture(Context c) {
    byte @Nullable [] data = store.body("picture", c.pathParam("sha256"));
    if (data == null) {
      c.status(404).result("not here");
    } else {
      c.contentType("image/jpeg").result(data);
    }
  }

  @Override
  public void close() {
    Javalin _ = server.stop();
  }
}
