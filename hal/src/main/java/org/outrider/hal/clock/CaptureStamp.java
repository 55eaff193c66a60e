package org.outrider.hal.clock;

import java.time.Instant;

/**
 * When something was captured, stamped once and never recomputed.
 *
 * @param monotonicNanos order and latency; comparable only within one run of the process
 * @param utc time of day for evidence
 * @param quality how far {@code utc} can be trusted
 */
public record CaptureStamp(long monotonicNanos, Instant utc, ClockQuality quality) {}
