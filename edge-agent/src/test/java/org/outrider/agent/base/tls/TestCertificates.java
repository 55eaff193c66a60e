package org.outrider.agent.base.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Authorities and certificates for a test, made by openssl. */
public record TestCertificates(Path folder) {

  /** {@code NAME.pem} and {@code NAME.key} of an authority. */
  public void authority(String name) throws Exception {
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem",
        "-days",
        "2",
        "-subj",
        "/CN=" + name);
  }

  /** {@code NAME.pem} and {@code NAME.key} signed by an authority. */
  public void certificate(String name, String authority, String extension) throws Exception {
    run(
        "openssl",
        "req",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr",
        "-subj",
        "/CN=" + name);
    Files.writeString(folder.resolve(name + ".ext"), extension);
    run(
        "openssl",
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-out",
        name + ".pem",
        "-days",
        "2",
        "-extfile",
        name + ".ext");
  }

  /** What a peer of this name needs that trusts an authority. */
  public UnitTls tls(String name, String authority) {
    return new UnitTls(
        folder.resolve(authority + ".pem"),
        folder.resolve(name + ".pem"),
        folder.resolve(name + ".key"));
  }

  private void run(String... command) throws Exception {
    Process p =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(p.getInputStream().readAllBytes());
    if (p.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
  }
}
