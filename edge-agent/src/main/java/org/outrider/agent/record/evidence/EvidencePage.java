package org.outrider.agent.record.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.outrider.agent.base.json.Json;

/** A page that shows the folder in any browser, with nothing from anywhere else. */
final class EvidencePage {

  private EvidencePage() {}

  static String of(Evidence evidence, Evidence.Export export) {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
        <title>Evidence</title>
        <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        img { max-width: 100%; border: 1px solid #888; display: block; margin: .5rem 0 }
        pre { background: #f2f2f2; padding: 1rem; overflow: auto; font-size: 13px }
        th { text-align: left; padding-right: 2rem; vertical-align: top }
        </style></head><body>
        """);
    out.append("<h1>Evidence ").append(escaped(export.evidenceId())).append("</h1>\n");
    out.append("<p>An automatic licence plate reader was used. ");
    out.append(
        "Check this folder before you rely on it: <code>outrider evidence verify</code>.</p>\n");
    out.append("<table>\n");
    row(out, "Unit", export.unit());
    row(out, "Read", evidence.readId());
    row(out, "Case", export.caseNumber());
    row(out, "Reason", export.reason());
    row(out, "Policy", export.profileVersion());
    row(out, "Exported", export.at() + " by " + export.name() + " (" + export.role() + ")");
    out.append("</table>\n");
    for (String name : new TreeMap<>(evidence.pictures()).descendingKeySet()) {
      out.append(
          "<figure><img src=\"%s\" alt=\"%s\"><figcaption>%s</figcaption></figure>\n"
              .formatted(escaped(name), escaped(name), escaped(name)));
    }
    for (Map.Entry<String, byte[]> record : new TreeMap<>(evidence.records()).entrySet()) {
      out.append("<h2>").append(escaped(record.getKey())).append("</h2>\n<pre>");
      out.append(escaped(pretty(record.getValue()))).append("</pre>\n");
    }
    out.append("<h2>Custody on the unit</h2>\n<pre>");
    evidence.custody().forEach(line -> out.append(escaped(line)).append('\n'));
    return out.append("</pre>\n</body></html>\n").toString();
  }

  private static void row(StringBuilder out, String what, String value) {
    out.append("<tr><th>%s</th><td>%s</td></tr>\n".formatted(what, escaped(value)));
  }

  private static String pretty(byte[] record) {
    try {
      return Json.MAPPER.readTree(record).toPrettyString();
    } catch (JsonProcessingException e) {
      return new String(record, java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
