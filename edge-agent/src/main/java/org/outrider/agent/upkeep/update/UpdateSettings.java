package org.outrider.agent.upkeep.update;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code [update]}: where updates come from, and what they may cost.
 *
 * @param url of the index, or base of a hawkBit server, {@code https://HOST/TENANT}
 * @param isHawkbit which of the two it is
 * @param ca authority that the server's certificate must come from; no other is trusted
 * @param token file with what the hawkBit server knows the unit by
 * @param folder where bundles are fetched to
 * @param outcomes where it stands what became of bundles
 * @param interfaces of which one must be up; none for any
 * @param dailyBytes that a day may take; 0 for no limit
 */
public record UpdateSettings(
    URI url,
    boolean isHawkbit,
    Path ca,
    Optional<Path> token,
    Path folder,
    Path outcomes,
    List<String> interfaces,
    long dailyBytes) {
  public UpdateSettings {
    interfaces = List.copyOf(interfaces);
  }
}
