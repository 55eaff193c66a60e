package org.outrider.agent.link.uplink;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code [uplink]}: how central is reached.
 *
 * @param keys public keys that holds must be signed by; empty where central sends none
 * @param bulkKbitPerSecond that reads and pictures may take; 0 for no limit
 * @param pictureInterfaces of which one must be up for pictures; none for any
 */
public record UplinkConfig(
    String url,
    Optional<Path> ca,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> keys,
    Duration resend,
    int bulkKbitPerSecond,
    List<String> pictureInterfaces) {
  public UplinkConfig {
    pictureInterfaces = List.copyOf(pictureInterfaces);
  }
}
