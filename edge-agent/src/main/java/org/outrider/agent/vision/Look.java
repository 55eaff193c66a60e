package org.outrider.agent.vision;

import org.outrider.agent.plate.Reading;

/** One plate in one frame: where it is and what it says. */
public record Look(Detection detection, Reading reading) {}
