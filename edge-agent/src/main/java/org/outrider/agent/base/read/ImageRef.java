package org.outrider.agent.base.read;

/**
 * A picture that proves a read, named by its hash.
 *
 * @param role what it shows
 * @param mediaType {@code image/jpeg}
 * @param sha256 of the encoded bytes, hex
 */
public record ImageRef(
    Role role, String mediaType, String sha256, int bytes, int widthPx, int heightPx) {

  /** What a picture shows. */
  public enum Role {
    PLATE_PATCH,
    OVERVIEW
  }
}
