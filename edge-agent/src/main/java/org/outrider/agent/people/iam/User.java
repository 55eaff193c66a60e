package org.outrider.agent.people.iam;

import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person who may use units.
 *
 * @param userId log-on name, never shared
 * @param role officer, supervisor, administrator, technician or maintenance
 * @param trainingValidUntil last day on which the training counts; null when never trained
 * @param acknowledged profile whose policy was acknowledged, {@code id@version}; empty for none
 * @param totp secret of the second factor, Base32; null for none
 * @param clearance up to which restricted entries are shown in full
 * @param release secret by which an administrator makes release codes, Base32; null for none
 */
public record User(
    String userId,
    String name,
    String role,
    Password password,
    @Nullable LocalDate trainingValidUntil,
    String acknowledged,
    Classification clearance,
    @Nullable String totp,
    @Nullable String release) {

  /** Whether role and secrets are those of another entry of the same person. */
  boolean provesAs(User other) {
    return role.equals(other.role)
        && password.equals(other.password)
        && Objects.equals(totp, other.totp);
  }

  /** As records name who did something. */
  public Actor actor() {
    return new Actor(userId, role);
  }
}
