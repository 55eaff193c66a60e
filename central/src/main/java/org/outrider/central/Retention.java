package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a record says about its read, its session and how long it may be kept. */
final class Retention {
  /** No unit existed before; a date before it comes from a clock that was never set. */
  private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");

  /** A date after it means that there is no last day. */
  private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

  /** Pictures that one read may name. */
  private static final int MAX_PICTURES = 16;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private Retention() {}

  /**
   * Reads the marks of a record.
   *
   * @throws IOException when a date or a hold is not as expected: what is kept for how long must
   *     not be guessed
   */
  static Received.Marks marks(String kind, JsonNode body) throws IOException {
    JsonNode retention = body.path("retention");
    if (!isAbsent(retention) && !retention.isObject()) {
      throw new IOException("retention: expected an object");
    }
    JsonNode holds = retention.path("hold_ids");
    if (!isAbsent(holds) && !holds.isArray()) {
      throw new IOException("retention.hold_ids: expected a list");
    }
    return new Received.Marks(
        kind.equals("read") ? null : text(body.path("read_id")),
        kind.equals("session") ? null : text(body.path("session_id")),
        lastDay(retention.path("purge_after")),
        !holds.isEmpty(),
        kind.equals("read") ? pictures(body.path("images")) : List.of());
  }

  /** Hashes of the pictures that a read names, each once. */
  private static List<String> pictures(JsonNode images) {
    Set<String> out = new TreeSet<>();
    for (JsonNode image : images) {
      String sha256 = image.path("sha256").asText();
      if (out.size() < MAX_PICTURES && SHA256.matcher(sha256).matches()) {
        out.add(sha256);
      }
    }
    return List.copyOf(out);
  }

  private static @Nullable Instant lastDay(JsonNode said) throws IOException {
    if (isAbsent(said) || (said.isTextual() && said.asText().isEmpty())) {
      return null;
    }
    Instant last;
    try {
      last = Instant.parse(said.isTextual() ? said.asText() : "");
    } catch (DateTimeException e) {
      throw new IOException("retention.purge_after: expected a time (RFC 3339)", e);
    }
    if (last.isBefore(FIRST)) {
      throw new IOException("retention.purge_after: expected a time after " + FIRST);
    }
    return last.isBefore(NEVER) ? last : null;
  }

  /** Writes a last day in whole seconds, which sort as text in the order of time. */
  static @Nullable String written(@Nullable Instant lastDay) {
    if (lastDay == null) {
      return null;
    }
    Instant whole = lastDay.truncatedTo(ChronoUnit.SECONDS);
    return (whole.equals(lastDay) ? whole : whole.plusSeconds(1)).toString();
  }

  private static boolean isAbsent(JsonNode field) {
    return field.isMissingNode() || field.isNull();
  }

  private static @Nullable String text(JsonNode field) {
    return field.isTextual() && !field.asText().isEmpty() ? field.asText() : null;
  }
}
