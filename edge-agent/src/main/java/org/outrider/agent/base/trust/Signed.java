package org.outrider.agent.base.trust;

/**
 * A signature.
 *
 * @param keyId first 16 hexadecimal digits of the SHA-256 of the public key (SPKI)
 * @param value Base64
 */
public record Signed(String keyId, String value) {}
