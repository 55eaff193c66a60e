package org.outrider.hal.driver.gpsd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.UnitClock;
import org.outrider.hal.gnss.Fix;
import org.outrider.hal.gnss.GnssEvent;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.gnss.NmeaParser;

/** TPV and SKY reports of gpsd's JSON protocol (https://gpsd.io/gpsd_json.html), read loosely. */
final class Gpsd implements GnssReceiver {
  private final Socket socket;
  private final UnitClock clock;
  private final BufferedReader reader;
  private final ObjectMapper json = new ObjectMapper();
  private double hdop = Double.NaN;

  Gpsd(Socket socket, UnitClock clock) throws IOException {
    this.socket = socket;
    this.clock = clock;
    this.reader =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
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
      try {
        @Nullable String line = reader.readLine();
        if (line == null) {
          return new GnssEvent.Lost("gpsd closed the connection");
        }
        Optional<GnssEvent> event = report(json.readTree(line));
        if (event.isPresent()) {
          return event.get();
        }
      } catch (SocketTimeoutException e) {
        return new GnssEvent.Searching("gpsd silent");
      } catch (JsonProcessingException e) {
        return new GnssEvent.Refused("gpsd report is no JSON: " + e.getOriginalMessage());
      } catch (IOException e) {
        return new GnssEvent.Lost("gpsd: " + e.getMessage());
      }
    }
  }

  private Optional<GnssEvent> report(JsonNode node) {
    switch (node.path("class").asText()) {
      case "SKY" -> hdop = node.path("hdop").asDouble(Double.NaN);
      case "TPV" -> {
        return Optional.of(position(node));
      }
      default -> {
        // VERSION, DEVICES, WATCH and whatever comes later
      }
    }
    return Optional.empty();
  }

  private GnssEvent position(JsonNode tpv) {
    int mode = tpv.path("mode").asInt(0);
    if (mode < 2 || !tpv.has("lat") || !tpv.has("lon")) {
      return new GnssEvent.Searching("mode " + mode);
    }
    if (tpv.path("status").asInt(1) >= 8) {
      return new GnssEvent.Searching("simulated position");
    }
    @Nullable Instant utc = null;
    if (tpv.has("time")) {
      try {
        utc = Instant.parse(tpv.path("time").asText());
      } catch (DateTimeException e) {
        return new GnssEvent.Refused("gpsd time \"" + tpv.path("time").asText() + "\"");
      }
      if (utc.isBefore(NmeaParser.EARLIEST)) {
        return new GnssEvent.Searching(
            "time " + utc + " before " + NmeaParser.EARLIEST + ", which no fix can be");
      }
    }
    try {
      return new GnssEvent.Fixed(
          new Fix(
              clock.monotonicNanos(),
              utc,
              tpv.path("lat").asDouble(),
              tpv.path("lon").asDouble(),
              tpv.path("altMSL").asDouble(tpv.path("alt").asDouble(Double.NaN)),
              tpv.path("speed").asDouble(Double.NaN),
              tpv.path("track").asDouble(Double.NaN),
              tpv.path("eph").asDouble(Double.NaN),
              hdop,
              mode,
              Fix.Source.GNSS));
    } catch (IllegalArgumentException e) {
      return new GnssEvent.Refused("gpsd " + e.getMessage());
    }
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
