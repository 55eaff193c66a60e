package org.outrider.agent.base.health;

/**
 * A fault of a device or service.
 *
 * @param subject the device or service, such as the id of a camera
 * @param cause what is known of it; never a plate, a position or a name
 */
public record Fault(FaultCode code, String subject, String cause) {}
