package org.outrider.agent.base.read;

/**
 * Who reports.
 *
 * @param agency ORI of the agency, as in MQTT topics
 * @param unit name of the unit within the agency
 */
public record UnitId(String agency, String unit, Deployment deployment) {}
