package org.outrider.agent.alert.disposition;

import java.time.Instant;
import org.outrider.agent.people.iam.Actor;

/**
 * How a hit was verified (ALR-10).
 *
 * @param method the system that was asked, such as NCIC
 * @param isVisual characters, plate and vehicle were compared by eye
 * @param isStateChecked so was the issuing state
 * @param isConfirmed whether the listing holds
 * @param isExigent acted before the system had answered, where the profile allows that
 */
public record Verification(
    String method,
    boolean isVisual,
    boolean isStateChecked,
    boolean isConfirmed,
    boolean isExigent,
    Actor by,
    Instant at) {}
