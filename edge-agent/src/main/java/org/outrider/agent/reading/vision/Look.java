package org.outrider.agent.reading.vision;

import org.outrider.agent.base.plate.Reading;

/** One plate in one frame: where it is and what it says. */
public record Look(Detection detection, Reading reading) {}
