package org.outrider.agent.base.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The one JSON mapper of unit and central, with limits on what it parses. */
public final class Json {
  /** Levels of nesting; what units and central exchange has a few. */
  static final int MAX_DEPTH = 64;

  /** Characters of one string; central accepts messages of this size in bytes. */
  static final int MAX_STRING = 16 << 20;

  /** Characters of one number; a double needs 24. */
  static final int MAX_NUMBER = 64;

  public static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxStringLength(MAX_STRING)
                      .maxNumberLength(MAX_NUMBER)
                      .build())
              .build());

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
