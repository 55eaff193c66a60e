package org.outrider.agent.upkeep.update;

import java.net.URI;

/** Addresses that a server gives. */
final class Links {
  private Links() {}

  /** An address as seen from another. */
  static URI resolve(URI from, String to) throws UpdateException {
    try {
      return from.resolve(to);
    } catch (IllegalArgumentException e) {
      throw new UpdateException("%s: %s, expected an address".formatted(from, to), e);
    }
  }
}
