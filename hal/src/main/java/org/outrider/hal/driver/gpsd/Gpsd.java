package org.outrider.hal.driver.gpsd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.gnss.FixTime;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;

/** TPV and SKY reports of gpsd's JSON protocol (https://gpsd.io/gpsd_json.html), read loosely. */
final class Gpsd implements GnssReceiver {
  /** Time for which gpsd may send other messages only. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int LONGEST_LINE = 64 * 1024;

  /** Text that older versions write for an unknown number; JSON has no such value. */
  private static final Pattern NAN = Pattern.compile(":\\s*[+-]?(?i:nan|inf|infinity)\\b");

  private static final double NOWHERE_DEG = 1e-4;

  private final Socket socket;
  private final UnitClock clock;
  private final InputStream in;
  private final ObjectMapper json = new ObjectMapper();
  private final byte[] chunk = new byte[4096];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Set<String> otherClasses = new TreeSet<>();
  private int at;
  private int filled;
  private long positionNanos;
  private boolean isHeard;
  private double hdop = Double.NaN;

  Gpsd(Socket socket, UnitClock clock) throws IOException {
    this.socket = socket;
    this.clock = clock;
    this.in = socket.getInputStream();
    this.positionNanos = clock.monotonicNanos();
    socket
        .getOutputStream()
        .write("?WATCH={\"enable\":true,\"json\":true};\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public GnssEvent next() throws InterruptedException {
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long now = clock.monotonicNanos();
      if (now - positionNanos > PATIENCE.toNanos()) {
        positionNanos = now;
        return overdue();
      }
      try {
        Optional<GnssEvent> event = read();
        if (event.isPresent()) {
          return event.get();
        }
      } catch (SocketTimeoutException e) {
        // looks at the time and waits on
      } catch (JsonProcessingException e) {
        return new GnssEvent.Refused("gpsd report is no JSON: " + e.getOriginalMessage());
      } catch (IOException e) {
        return new GnssEvent.Lost("gpsd: " + e.getMessage());
      }
    }
  }

  private GnssEvent overdue() {
    boolean was = isHeard;
    isHeard = false;
    String classes = String.join(", ", otherClasses);
    otherClasses.clear();
    return was
        ? new GnssEvent.NoFixSentences(
            "no TPV report in %d s, only %s"
                .formatted(
                    PATIENCE.toSeconds(), classes.isEmpty() ? "bytes without reports" : classes))
        : new GnssEvent.Searching("gpsd silent");
  }

  private Optional<GnssEvent> read() throws IOException {
    if (at == filled) {
      filled = Math.max(0, in.read(chunk));
      at = 0;
      if (filled == 0) {
        return Optional.of(new GnssEvent.Lost("gpsd closed the connection"));
      }
      isHeard = true;
    }
    while (at < filled) {
      byte b = chunk[at++];
      if (b == '\n' || line.size() == LONGEST_LINE) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        Optional<GnssEvent> event = report(json.readTree(NAN.matcher(text).replaceAll(":null")));
        if (event.isPresent()) {
          return event;
        }
      } else {
        line.write(b);
      }
    }
    return Optional.empty();
  }

  private Optional<GnssEvent> report(JsonNode node) {
    String name = node.path("class").asText();
    switch (name) {
      case "SKY" -> {
        hdop = number(node, "hdop");
        otherClasses.add(name);
      }
      case "TPV" -> {
        positionNanos = clock.monotonicNanos();
        otherClasses.clear();
        return Optional.of(position(node));
      }
      default -> { // VERSION, DEVICES, WATCH and whatever comes later
        if (!name.isEmpty()) {
          otherClasses.add(name);
        }
      }
    }
    return Optional.empty();
  }

  private GnssEvent position(JsonNode tpv) {
    int mode = tpv.path("mode").asInt(0);
    double latitude = number(tpv, "lat");
    double longitude = number(tpv, "lon");
    if (mode < 2 || Double.isNaN(latitude) || Double.isNaN(longitude)) {
      return new GnssEvent.Searching("mode " + mode + (mode < 2 ? "" : " without a position"));
    }
    if (Math.abs(latitude) < NOWHERE_DEG && Math.abs(longitude) < NOWHERE_DEG) {
      return new GnssEvent.Searching("position 0, 0, which receivers without a position give");
    }
    if (tpv.path("status").asInt(1) >= 8) {
      return new GnssEvent.Searching("simulated position");
    }
    @Nullable Instant utc = null;
    @Nullable String doubt = null;
    if (tpv.path("time").isTextual()) {
      try {
        Instant said = Instant.parse(tpv.path("time").asText());
        doubt = FixTime.doubt(said, clock);
        utc = doubt == null ? said : null;
      } catch (DateTimeException e) {
        doubt = "time \"" + tpv.path("time").asText() + "\", expected an ISO 8601 instant";
      }
    }
    double altitude = number(tpv, "altMSL");
    try {
      return new GnssEvent.Fixed(
          new Fix(
              clock.monotonicNanos(),
              utc,
              latitude,
              longitude,
              Double.isNaN(altitude) ? number(tpv, "alt") : altitude,
              number(tpv, "speed"),
              number(tpv, "track"),
              number(tpv, "eph"),
              hdop,
              mode,
              Fix.Source.GNSS),
          doubt);
    } catch (IllegalArgumentException e) {
      return new GnssEvent.Refused("gpsd " + e.getMessage());
    }
  }

  /** A number; NaN where the report has none, or something that is none. */
  private static double number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isNumber() ? value.doubleValue() : Double.NaN;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // nothing is left to do with it
    }
  }
}
