package org.outrider.agent.base.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The one JSON mapper of the commands. */
public final class Json {
  public static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** Maps, lists, texts and numbers on one line. */
  public static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts and numbers are JSON", e);
    }
  }

  /** Four decimals: enough for a probability, short enough to read. */
  public static double four(double value) {
    return Math.round(value * 1e4) / 1e4;
  }

  /** One decimal: a tenth of a pixel or millisecond. */
  public static double one(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
