package org.outrider.agent.link.uplink;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the broker is reached.
 *
 * @param url {@code ssl://host:8883}, or {@code tcp://} on the loopback only
 * @param ca certificates that may sign the broker's (PEM); required for ssl
 * @param certificate the unit's own (PEM)
 * @param key its private key (PKCS #8, PEM)
 */
public record MqttOptions(
    String url, @Nullable Path ca, @Nullable Path certificate, @Nullable Path key) {}
