package org.outrider.agent.console;

import org.jspecify.annotations.Nullable;

/** A hit as it was recorded, JSON, with the hashes of its pictures. */
public final class StoredHit {
  private final byte[] body;
  private final @Nullable String patch;
  private final @Nullable String overview;

  /** Takes the bytes over. */
  public StoredHit(byte[] body, @Nullable String patch, @Nullable String overview) {
    this.body = body;
    this.patch = patch;
    this.overview = overview;
  }

  byte[] body() {
    return body;
  }

  @Nullable String patch() {
    return patch;
  }

  @Nullable String overview() {
    return overview;
  }
}
