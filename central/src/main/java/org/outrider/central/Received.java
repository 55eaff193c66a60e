package org.outrider.central;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a unit sent. */
public final class Received {
  private final String unit;
  private final String kind;
  private final String id;
  private final String sha256;
  private final byte[] body;
  private final Marks marks;

  /**
   * What it is found by, besides its id.
   *
   * @param readId the read that it belongs to; null for none
   * @param sessionId in which it was made; null for none
   * @param purgeAfter when nothing of it may be left; null where the policy sets no end
   * @param isHeld whether a hold forbids its removal whatever the date
   * @param pictures hashes of the pictures that a read names
   */
  public record Marks(
      @Nullable String readId,
      @Nullable String sessionId,
      @Nullable Instant purgeAfter,
      boolean isHeld,
      List<String> pictures) {
    public static final Marks NONE = new Marks(null, null, null);

    public Marks {
      pictures = List.copyOf(pictures);
    }

    /** Marks of a thing that is not held. */
    public Marks(
        @Nullable String readId, @Nullable String sessionId, @Nullable Instant purgeAfter) {
      this(readId, sessionId, purgeAfter, false, List.of());
    }
  }

  /**
   * @param unit agency and unit, {@code CT0000000/car-7}
   * @param kind as acknowledged: hit, disposition, request, audit, read, picture
   * @param sha256 of the body, hexadecimal
   */
  public Received(String unit, String kind, String id, String sha256, byte[] body, Marks marks) {
    this.unit = unit;
    this.kind = kind;
    this.id = id;
    this.sha256 = sha256;
    this.body = body;
    this.marks = marks;
  }

  public String unit() {
    return unit;
  }

  public String kind() {
    return kind;
  }

  public String id() {
    return id;
  }

  public String sha256() {
    return sha256;
  }

  public byte[] body() {
    return body;
  }

  public Marks marks() {
    return marks;
  }
}
