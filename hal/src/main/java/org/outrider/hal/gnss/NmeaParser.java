package org.outrider.hal.gnss;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.outrider.hal.clock.UnitClock;

/**
 * Turns NMEA 0183 sentences of any talker into events, one for each epoch: the sentences of one
 * instant are collected in whatever order they arrive. RMC, GGA, GNS and GLL give the position;
 * RMC, ZDA or a synchronized clock the date; GSA, GST and VTG add to it.
 *
 * <p>Refused as a position: status V, GGA quality 0 (none), 7 (manual) and 8 (simulation), mode N,
 * M or S, and the place 0, 0. A date that {@link FixTime} doubts does not refuse the position: a
 * receiver that missed a week roll-over still knows where it is. Sentences without a checksum are
 * refused.
 *
 * <p>An epoch ends with the first sentence of another instant, or when {@link #flush} is called
 * because the line went quiet.
 */
public final class NmeaParser {
  private static final Set<String> POSITION = Set.of("RMC", "GGA", "GNS", "GLL");

  /** Epochs for which the dimensions of the last GSA hold. */
  private static final int GSA_HOLDS = 10;

  private final UnitClock clock;
  private final boolean isLive;
  private final Deque<GnssEvent> events = new ArrayDeque<>();
  private final Set<String> otherTypes = new TreeSet<>();
  private @Nullable NmeaEpoch epoch;
  private boolean isFlushed;
  private boolean isSplit;
  private @Nullable Instant lastUtc;
  private int gsaNow;
  private int gsaBefore;
  private int gsaAge = GSA_HOLDS;
  private double gsaHdop = Double.NaN;
  private boolean hasPositionSentences;

  /**
   * @param isLive whether the receiver's date is to agree with a synchronized clock; a recording's
   *     is not
   */
  public NmeaParser(UnitClock clock, boolean isLive) {
    this.clock = clock;
    this.isLive = isLive;
  }

  /** The next event, if one is complete. */
  public Optional<GnssEvent> poll() {
    return Optional.ofNullable(events.poll());
  }

  /** True if a sentence belongs to another instant than those collected, so that it ends them. */
  boolean begins(String text) {
    NmeaEpoch open = epoch;
    if (open == null || isFlushed) {
      return false;
    }
    try {
      NmeaSentence sentence = NmeaSentence.of(text);
      int time = timeMs(sentence);
      return time >= 0 && time != open.timeMs;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Takes one sentence. */
  public void accept(String text) {
    String line = text.strip();
    if (line.isEmpty() || line.startsWith("!")) { // AIS, in the same clothes
      return;
    }
    String name = "";
    try {
      NmeaSentence sentence = NmeaSentence.of(line);
      name = sentence.name() + " sentence malformed: ";
      take(sentence);
    } catch (IllegalArgumentException e) {
      events.add(new GnssEvent.Refused(name + e.getMessage()));
    }
  }

  private void take(NmeaSentence s) {
    String type = s.type();
    if (POSITION.contains(type)) {
      hasPositionSentences = true;
    } else {
      otherTypes.add(type);
    }
    int time = timeMs(s);
    if (time >= 0) {
      enter(time);
    }
    NmeaEpoch open = epoch;
    if (type.equals("GSA")) {
      gsa(s, open);
    } else if (open != null) {
      add(open, type, s);
    }
    if (open != null && isFlushed && time >= 0 && POSITION.contains(type)) {
      isSplit = true; // the pause was within the epoch: from now on only another time ends one
      String refusal = open.refusal;
      if (refusal != null) {
        events.add(new GnssEvent.Searching(refusal));
      }
    }
  }

  private static void add(NmeaEpoch open, String type, NmeaSentence s) {
    switch (type) {
      case "RMC" -> open.rmc(s);
      case "GGA" -> open.gga(s);
      case "GNS" -> open.gns(s);
      case "GLL" -> open.gll(s);
      case "GST" -> open.gst(s);
      case "VTG" -> open.vtg(s);
      case "ZDA" -> open.zda(s);
      default -> {
        // satellites in view and whatever else a receiver says
      }
    }
  }

  /** The instant of a sentence; -1 for one that has none of its own. */
  private static int timeMs(NmeaSentence s) {
    int field =
        switch (s.type()) {
          case "RMC", "GGA", "GNS", "GST", "ZDA" -> 1;
          case "GLL" -> 5;
          default -> 0;
        };
    if (field == 0) {
      return -1;
    }
    if (s.has(field)) {
      return s.timeMs(field);
    }
    // A receiver that knows no time has no position either: one empty time is one epoch.
    return POSITION.contains(s.type()) ? Integer.MAX_VALUE : -1;
  }

  private void enter(int time) {
    NmeaEpoch open = epoch;
    if (open == null || open.timeMs != time || time == Integer.MAX_VALUE) {
      close();
      epoch = new NmeaEpoch(time, clock.monotonicNanos());
      isFlushed = false;
    }
  }

  private void gsa(NmeaSentence s, @Nullable NmeaEpoch open) {
    gsaNow = Math.max(gsaNow, s.has(2) ? (int) s.number(2) : 1);
    if (s.has(16)) {
      gsaHdop = s.number(16);
      if (open != null && Double.isNaN(open.hdop)) {
        open.hdop = gsaHdop;
      }
    }
  }

  /** Ends the epoch, because nothing follows for a while; not for a receiver that pauses within. */
  public void flush() {
    if (!isSplit) {
      finish();
    }
  }

  /** Ends the epoch, because nothing follows at all. */
  public void finish() {
    if (!isFlushed) {
      emit();
      isFlushed = true;
    }
  }

  private void close() {
    if (!isFlushed) {
      emit();
    }
    if (gsaNow > 0) {
      gsaBefore = gsaNow;
      gsaAge = 0;
    } else {
      gsaAge++;
    }
    gsaNow = 0;
  }

  private void emit() {
    NmeaEpoch e = epoch;
    if (e == null || !e.says()) {
      return;
    }
    String refusal = e.refusal;
    events.add(refusal == null ? fixed(e) : new GnssEvent.Searching(refusal));
  }

  private GnssEvent fixed(NmeaEpoch e) {
    @Nullable String doubt = null;
    @Nullable Instant utc = null;
    for (@Nullable LocalDate date : new LocalDate[] {e.rmcDate, e.zdaDate}) {
      if (date != null && e.timeMs != Integer.MAX_VALUE) {
        Instant said = FixTime.at(date, e.timeMs);
        String why = FixTime.doubt(said, isLive ? clock : null);
        utc = utc == null && why == null ? said : utc;
        doubt = doubt == null ? why : doubt;
      }
    }
    if (e.rmcDate == null && e.zdaDate == null && e.timeMs != Integer.MAX_VALUE) {
      utc = ofElsewhere(e.timeMs);
    }
    if (utc != null) {
      lastUtc = utc;
    }
    return new GnssEvent.Fixed(
        new Fix(
            e.nanos,
            utc,
            e.latitudeDeg,
            e.longitudeDeg,
            e.altitudeM,
            e.speedMps,
            e.headingDeg,
            e.accuracyM,
            e.hdop,
            dimensions(e),
            Fix.Source.GNSS),
        doubt);
  }

  /** The date of an earlier sentence, or of a clock that is followed. */
  private @Nullable Instant ofElsewhere(int timeMs) {
    Instant last = lastUtc;
    if (last != null) {
      return FixTime.nearest(timeMs, last);
    }
    return clock.quality().synced() ? FixTime.nearest(timeMs, clock.utc()) : null;
  }

  /** Of several GSA for several systems one that says 3 is enough; without any, the altitude. */
  private int dimensions(NmeaEpoch e) {
    int said = Math.max(gsaNow, gsaAge < GSA_HOLDS ? gsaBefore : 0);
    if (said > 0) {
      return said >= 3 ? 3 : 2;
    }
    return Double.isNaN(e.altitudeM) ? 2 : 3;
  }

  /** True if a sentence that can hold a position came since the last call. */
  boolean takeHasPositionSentences() {
    boolean had = hasPositionSentences;
    hasPositionSentences = false;
    return had;
  }

  /** The other sentences that came since the last call. */
  String takeOtherTypes() {
    String types = String.join(", ", otherTypes);
    otherTypes.clear();
    return types;
  }
}
