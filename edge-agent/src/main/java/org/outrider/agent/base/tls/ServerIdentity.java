package org.outrider.agent.base.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import javax.net.ssl.SSLContext;

/**
 * The PEM files by which something that is served here proves who it is. They may come later than
 * the unit, and be renewed while it runs.
 *
 * @param key PKCS #8
 */
public record ServerIdentity(Path certificate, Path key) {

  /**
   * Reads the files.
   *
   * @throws TlsException when one of them is not right: then nothing is served
   */
  public SSLContext context() throws TlsException {
    return UnitTls.server(certificate, key);
  }

  /** When the certificate was last written; the epoch while there is none. */
  public Instant renewedAt() {
    try {
      return Files.getLastModifiedTime(certificate).toInstant();
    } catch (IOException e) {
      return Instant.EPOCH;
    }
  }
}
