package org.outrider.agent.reading.vision;

/**
 * What a reader wants to see.
 *
 * @param isGray one channel instead of three
 * @param marginX how far past the found corners, as a share of the plate's width at each side
 * @param marginY the same of its height
 * @param softenAbovePx a plate wider than this in the picture is crisper in the patch than anything
 *     the reader was trained on, and is blurred a little
 * @param softenSd by so much, in pixels of the patch; 0 for not at all
 */
public record PatchShape(
    int widthPx,
    int heightPx,
    boolean isGray,
    double marginX,
    double marginY,
    double softenAbovePx,
    double softenSd) {

  /** A shape whose patches are taken as they are. */
  public PatchShape(int widthPx, int heightPx, boolean isGray, double marginX, double marginY) {
    this(widthPx, heightPx, isGray, marginX, marginY, Double.MAX_VALUE, 0);
  }
}
