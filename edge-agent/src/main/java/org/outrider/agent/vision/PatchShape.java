package org.outrider.agent.vision;

/**
 * What a reader wants to see.
 *
 * @param isGray one channel instead of three
 * @param marginX how far past the found corners, as a share of the plate's width at each side
 * @param marginY the same of its height
 */
public record PatchShape(
    int widthPx, int heightPx, boolean isGray, double marginX, double marginY) {}
