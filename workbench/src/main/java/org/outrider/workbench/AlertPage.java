package org.outrider.workbench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.store.SqliteStore;

/** One HTML file with a unit's alerts and their pictures, readable anywhere. */
final class AlertPage {
  private static final String STYLE =
      """
      body{font:16px/1.45 system-ui,sans-serif;background:#10151c;color:#e8edf3;margin:2rem auto;max-width:70rem;padding:0 1rem}
      h1{font-size:1.5rem;font-weight:600}h1 small{color:#9fb0c3;font-weight:400}
      article{background:#1a222d;border-left:.5rem solid #e5484d;border-radius:.5rem;margin:1rem 0;padding:1rem 1.25rem;display:grid;grid-template-columns:26rem 1fr;gap:1.25rem}
      article.similar{border-color:#f5a524}h2{margin:0 0 .4rem;font-size:1.25rem}
      .plate{font:700 1.9rem/1.2 ui-monospace,monospace;letter-spacing:.14em}
      .plate b{color:#f5a524}dl{display:grid;grid-template-columns:7.5rem 1fr;margin:.4rem 0;gap:.1rem .75rem}dt{color:#9fb0c3}dd{margin:0}
      img{display:block;max-width:100%;border-radius:.25rem}img.patch{height:6rem;image-rendering:pixelated;margin-bottom:.6rem}
      .note{font-weight:600;background:#33404f;padding:.35rem .6rem;border-radius:.25rem;display:inline-block}
      """;

  private AlertPage() {}

  static void write(Path file, SqliteStore store, List<String> summary) throws IOException {
    StringBuilder html = new StringBuilder();
    html.append(
            "<!doctype html><html lang=en><meta charset=utf-8><title>Outrider"
                + " alerts</title><style>")
        .append(STYLE)
        .append("</style><h1>Alerts <small>training data, simulated street</small></h1>");
    for (SqliteStore.StoredHit hit : store.hits()) {
      article(html, hit, store);
    }
    html.append("<pre>").append(escape(String.join("\n", summary))).append("</pre></html>");
    Files.writeString(file, html);
  }

  private static void article(StringBuilder html, SqliteStore.StoredHit hit, SqliteStore store)
      throws JsonProcessingException {
    JsonNode n = Json.MAPPER.readTree(hit.body());
    String type = n.at("/match/type").asText();
    html.append("<article class=").append(escape(type)).append("><div>");
    image(html, store, hit.pictures().get("PLATE_PATCH"), "patch", "the plate as it was read");
    image(html, store, hit.pictures().get("OVERVIEW"), "overview", "the frame it was read in");
    html.append("</div><div><h2>")
        .append(type.equals("exact") ? "" : "Possible: ")
        .append(
            escape(
                n.path("category").asText().replace('_', ' ').toLowerCase(java.util.Locale.ROOT)))
        .append("</h2>");
    if (!n.path("instructions").asText().isEmpty()) {
      html.append("<p class=note>").append(escape(n.path("instructions").asText())).append("</p>");
    }
    String read = n.at("/plate/normalized").asText();
    String listed =
        org.outrider.agent.base.plate.PlateText.of(n.at("/entry_snapshot/plate").asText())
            .normalized();
    html.append("<dl><dt>read</dt><dd class=plate>").append(marked(read, listed));
    html.append("</dd><dt>listed</dt><dd class=plate>")
        .append(marked(listed, read))
        .append("</dd>");
    pair(html, "confidence", "%.0f %%".formatted(100 * n.at("/plate/confidence").asDouble()));
    pair(html, "state", "agrees: " + n.at("/match/state_agrees").asText());
    pair(html, "vehicle listed", n.at("/entry_snapshot/vehicle").asText());
    for (JsonNode d : n.at("/match/descriptors")) {
      pair(
          html,
          d.path("name").asText(),
          "seen %s, agrees: %s"
              .formatted(d.path("seen").asText("unknown"), d.path("agrees").asText()));
    }
    pair(
        html,
        "list",
        n.path("list_id").asText()
            + " "
            + n.path("list_version").asText()
            + ", "
            + n.path("list_age_s").asLong() / 3600
            + " h old");
    pair(html, "captured", n.path("captured_at").asText());
    pair(html, "alert after", n.path("latency_ms").asText() + " ms");
    html.append(
        "</dl><p>Not confirmed: check the plate, the state and the vehicle before"
            + " acting.</p></div></article>");
  }

  private static String marked(String text, String other) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean differs = text.length() != other.length() || text.charAt(i) != other.charAt(i);
      out.append(differs ? "<b>" + text.charAt(i) + "</b>" : String.valueOf(text.charAt(i)));
    }
    return out.toString();
  }

  private static void pair(StringBuilder html, String name, String value) {
    if (!value.isBlank()) {
      html.append("<dt>")
          .append(escape(name))
          .append("</dt><dd>")
          .append(escape(value))
          .append("</dd>");
    }
  }

  private static void image(
      StringBuilder html, SqliteStore store, @Nullable String hash, String kind, String alt) {
    byte[] data = hash == null ? null : store.picture(hash);
    if (data != null) {
      html.append("<img class=")
          .append(kind)
          .append(" alt=\"")
          .append(escape(alt))
          .append("\" src=\"data:image/jpeg;base64,")
          .append(new String(Base64.getEncoder().encode(data), StandardCharsets.US_ASCII))
          .append("\">");
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
