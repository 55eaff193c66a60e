package org.outrider.agent.policy;

import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code [policy]}: whose rules hold.
 *
 * @param profile id of a shipped one, or the path of a signed file
 * @param keys public keys that a file must be signed by
 * @param retentionDays for which central keeps reads, where the profile leaves it to the site
 */
public record PolicyConfig(String profile, Optional<Path> keys, Optional<Integer> retentionDays) {}
