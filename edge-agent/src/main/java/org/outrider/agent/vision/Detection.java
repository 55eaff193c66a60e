package org.outrider.agent.vision;

import org.outrider.agent.plate.Quad;

/**
 * A plate found in a frame.
 *
 * @param score 0..1
 */
public record Detection(Quad quad, double score) {}
