package org.outrider.agent.base.health;

/**
 * Trouble of a device or service.
 *
 * @param code stable name, upper case, for example CAMERA_LOST
 * @param subject which one
 * @param cause what is known of it; never a plate, a position or a name
 */
public record Fault(String code, String subject, String cause) {}
