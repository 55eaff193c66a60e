package org.outrider.agent.cli.bench;

import java.io.PrintWriter;
import java.util.Map;
import org.outrider.agent.base.json.Json;

/** Prints the figures of a measurement. */
public final class Figures {
  private Figures() {}

  /** Prints one JSON object, or a line for each figure. */
  public static void print(Map<String, Object> figures, boolean isJson, PrintWriter out) {
    if (isJson) {
      out.println(Json.text(figures));
    } else {
      figures.forEach((k, v) -> out.printf("%-50s %s%n", k.replace('_', ' '), v));
    }
    out.flush();
  }
}
