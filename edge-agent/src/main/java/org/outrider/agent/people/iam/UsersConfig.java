package org.outrider.agent.people.iam;

import java.nio.file.Path;

/**
 * {@code [users]}: who may log on.
 *
 * @param list signed
 * @param keys public keys that it must be signed by
 * @param accounts where failed tries are remembered
 */
public record UsersConfig(Path list, Path keys, Path accounts) {}
