package org.outrider.agent.reading.vision;

/** Which model made a result: goes into every read. */
public record ModelId(String name, String version, String sha256) {}
