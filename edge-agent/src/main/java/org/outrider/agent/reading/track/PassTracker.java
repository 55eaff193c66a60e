package org.outrider.agent.reading.track;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.reading.vision.Look;
import org.outrider.hal.camera.Frame;

/**
 * Ties the looks of one camera to vehicles and reports each vehicle twice at most: early, as soon
 * as the result is stable, and finally, when it has gone. A parked car is one vehicle for as long
 * as it stands there. Confined to one thread; time is the frames' own.
 */
public final class PassTracker implements AutoCloseable {
  private static final int SHORTEST_PLATE = 3;

  private final TrackOptions options;
  private final List<Track> tracks = new ArrayList<>();
  private final Map<String, Long> reported = new HashMap<>();
  private String cameraId = "";
  private long counter;

  public PassTracker(TrackOptions options) {
    this.options = options;
  }

  /**
   * Takes what was seen in one frame.
   *
   * @param nanos capture time of the frame on any clock that only goes forward
   */
  public List<TrackEvent> accept(Frame frame, long nanos, List<Look> looks) {
    cameraId = frame.cameraId();
    List<TrackEvent> events = new ArrayList<>();
    boolean[] used = new boolean[looks.size()];
    List<Track> open = new ArrayList<>(tracks);
    while (true) {
      @Nullable Track bestTrack = null;
      int bestLook = -1;
      double bestFit = 0;
      for (Track track : open) {
        for (int i = 0; i < looks.size(); i++) {
          double fit = used[i] ? 0 : track.fit(looks.get(i), nanos);
          if (fit > bestFit) {
            bestFit = fit;
            bestTrack = track;
            bestLook = i;
          }
        }
      }
      if (bestTrack == null) {
        break;
      }
      used[bestLook] = true;
      open.remove(bestTrack);
      bestTrack.add(frame, nanos, looks.get(bestLook));
      early(bestTrack, nanos, events);
    }
    for (int i = 0; i < looks.size(); i++) {
      if (!used[i]) {
        Track track = new Track(++counter, frame, nanos, looks.get(i));
        tracks.add(track);
        early(track, nanos, events);
      }
    }
    gone(nanos, events);
    return events;
  }

  private boolean isReportable(Track track) {
    return track.looks() >= options.leastLooks()
        && track.confidence() >= options.leastConfidence()
        && track.text().length() >= SHORTEST_PLATE;
  }

  /** Two sure looks, or several less sure ones that all say the same. */
  private boolean isStable(Track track) {
    return track.agreeing() >= options.settledLooks()
        || (track.agreeing() >= options.stableLooks()
            && track.confidence() >= options.stableConfidence());
  }

  private void early(Track track, long nanos, List<TrackEvent> events) {
    String text = track.text();
    if (text.equals(track.continuedText)) {
      reported.put(text, nanos); // in sight: the repeat time begins when it is out of sight
      return;
    }
    if (!isReportable(track)) {
      return;
    }
    track.isDecided();
    if (text.equals(track.earlyText) || !isStable(track)) {
      return;
    }
    if (isRepeat(text, nanos)) {
      track.continuedText = text;
      reported.put(text, nanos);
      return;
    }
    track.earlyText = text;
    events.add(new TrackEvent.Early(track.number, track.pass(cameraId), track.bestImage().keep()));
  }

  /** Whether this plate was reported a moment ago: the same pass, lost from sight in between. */
  private boolean isRepeat(String text, long nanos) {
    Long seen = reported.get(text);
    return seen != null && nanos - seen < options.repeat().toNanos();
  }

  private void gone(long nanos, List<TrackEvent> events) {
    for (Iterator<Track> it = tracks.iterator(); it.hasNext(); ) {
      Track track = it.next();
      if (nanos - track.lookNanos() > options.gone().toNanos()) {
        it.remove();
        end(track, events);
      }
    }
    reported.values().removeIf(seen -> nanos - seen > options.repeat().toNanos());
  }

  private void end(Track track, List<TrackEvent> events) {
    try (track) {
      if (!isReportable(track)) {
        return;
      }
      boolean isRepeat = isRepeat(track.text(), track.lookNanos());
      reported.put(track.text(), track.lookNanos());
      if (!isRepeat || !track.earlyText.isEmpty()) { // what was opened early is closed too
        events.add(
            new TrackEvent.Final(track.number, track.pass(cameraId), track.bestImage().keep()));
      }
    }
  }

  /** How alike two plate texts are: 1 the same, 0 nothing in common. */
  public static double likeness(String a, String b) {
    return Track.likeness(a, b);
  }

  /** The camera has ended: every vehicle in sight has gone. */
  public List<TrackEvent> finish() {
    List<TrackEvent> events = new ArrayList<>();
    for (Track track : tracks) {
      end(track, events);
    }
    tracks.clear();
    return events;
  }

  @Override
  public void close() {
    tracks.forEach(Track::close);
    tracks.clear();
  }
}
