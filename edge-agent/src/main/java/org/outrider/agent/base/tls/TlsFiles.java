package org.outrider.agent.base.tls;

import java.nio.file.Path;

/** The PEM files of mutual TLS: the pinned authority, the unit's certificate and its key. */
public record TlsFiles(Path ca, Path certificate, Path key) {}
