package org.outrider.agent.reading.vision;

import org.outrider.agent.base.plate.Quad;

/**
 * A plate found in a frame.
 *
 * @param score 0..1
 */
public record Detection(Quad quad, double score) {}
