package org.outrider.agent.upkeep.update;

import java.net.URI;

/**
 * What the agency would have the unit run.
 *
 * @param action by which the server knows it; empty where it wants to hear nothing
 * @param version of the bundle
 * @param bundle where it lies, https
 * @param bytes its size
 * @param sha256 of its bytes, hexadecimal in lower case
 */
public record Offer(String action, String version, URI bundle, long bytes, String sha256) {
  /** More than any root has; what says more is no bundle of ours. */
  private static final long MOST_BYTES = 4L << 30;

  /**
   * Checks what a server said.
   *
   * @param source what said it
   * @throws UpdateException that names the value
   */
  static Offer checked(
      URI source, String action, String version, URI bundle, long bytes, String sha256)
      throws UpdateException {
    check(version.matches("[0-9][0-9A-Za-z.+~-]{0,39}"), source, "version", version, "as 1.2.3");
    check("https".equals(bundle.getScheme()), source, "bundle", bundle.toString(), "https");
    check(bytes > 0 && bytes <= MOST_BYTES, source, "bytes", "" + bytes, "1 to " + MOST_BYTES);
    check(sha256.matches("[0-9a-f]{64}"), source, "sha256", sha256, "64 hexadecimal digits");
    return new Offer(action, version, bundle, bytes, sha256);
  }

  private static void check(boolean isGood, URI source, String what, String value, String expected)
      throws UpdateException {
    if (!isGood) {
      throw new UpdateException(
          "%s: %s = %s, expected %s".formatted(source, what, value, expected));
    }
  }
}
