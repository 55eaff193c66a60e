package org.outrider.agent.hotlist.release;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.outrider.agent.base.tls.TestCertificates;
import org.outrider.hal.RealPart;

/**
 * A real HTTPS server of the JDK that asks for the unit's certificate and hands out one release.
 */
public final class ListServer implements AutoCloseable {
  public final List<String> asked = new ArrayList<>();
  public final TestCertificates certificates;
  int cutAfter = Integer.MAX_VALUE;
  private final Path release;
  private final HttpsServer server;

  /** Certificates ca, server, unit and those of a stranger are made in the folder as NAME.pem. */
  public ListServer(Path folder, Path release) throws Exception {
    RealPart.require("openssl");
    this.release = release;
    certificates = new TestCertificates(folder);
    certificates.authority("ca");
    certificates.authority("other-ca");
    certificates.certificate("server", "ca", "subjectAltName=DNS:localhost");
    certificates.certificate("unit", "ca", "extendedKeyUsage=clientAuth");
    certificates.certificate("stranger", "other-ca", "extendedKeyUsage=clientAuth");
    SSLContext tls = certificates.tls("server", "ca").context();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where the manifest is. */
  public URI url() {
    return URI.create("https://localhost:" + server.getAddress().getPort() + "/manifest.json");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String path = exchange.getRequestURI().getPath();
    asked.add(path + (range == null ? "" : " " + range));
    if (!Files.exists(release.resolve(path.substring(1)))) {
      exchange.sendResponseHeaders(404, -1);
      exchange.close();
      return;
    }
    byte[] body = Files.readAllBytes(release.resolve(path.substring(1)));
    String etag = "\"" + java.util.Arrays.hashCode(body) + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      exchange.close();
      return;
    }
    int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    exchange.sendResponseHeaders(range == null ? 200 : 206, body.length - from);
    int end =
        path.endsWith(".gz") ? (int) Math.min(body.length, (long) from + cutAfter) : body.length;
    OutputStream out = exchange.getResponseBody();
    out.write(body, from, end - from);
    out.flush();
    exchange.close(); // a body shorter than promised: the link was cut
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
