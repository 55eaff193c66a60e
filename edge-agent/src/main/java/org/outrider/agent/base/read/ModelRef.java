package org.outrider.agent.base.read;

/** A model that took part in a read. */
public record ModelRef(String name, String version, String sha256) {}
