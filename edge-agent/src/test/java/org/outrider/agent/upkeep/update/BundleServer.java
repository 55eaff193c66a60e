package org.outrider.agent.upkeep.update;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.outrider.agent.base.tls.TestCertificates;

/** A web server with an index and a bundle, which breaks off as it is told to. */
public final class BundleServer implements AutoCloseable {
  private final Path folder;
  private final HttpsServer server;

  /** The bundle; null for a server without an index. */
  public byte[] bundle;

  public String version = "9.0.1";

  /** What the index says; null for the truth. */
  public String index;

  /** Bytes after which a connection breaks. */
  public int breaksAfter = Integer.MAX_VALUE;

  /** Whether it knows what a range is. */
  public boolean knowsRanges = true;

  /** What was asked for, as {@code path range authorization}. */
  public final List<String> asked = new ArrayList<>();

  /** Bytes of bundles that were given. */
  public long given;

  public BundleServer(Path folder) throws Exception {
    this.folder = folder;
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("web");
    certificates.certificate("server", "web", "subjectAltName=DNS:localhost");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certificates.tls("server", "web").context()));
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("https://localhost:" + server.getAddress().getPort() + "/unit/index.json");
  }

  /** Whom to trust. */
  public Path ca() {
    return folder.resolve("web.pem");
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private String index() {
    return index != null
        ? index
        : """
        {"version": "%s", "bundle": "b/%s.raucb", "bytes": %d, "sha256": "%s"}
        """
            .formatted(version, version, bundle.length, sha256(bundle));
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    asked.add("%s %s %s".formatted(path, range, authorization));
    try (exchange) {
      if (bundle == null) {
        exchange.sendResponseHeaders(404, -1);
      } else if (path.endsWith(".json")) {
        byte[] text = index().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
      } else {
        give(exchange, range, ifRange);
      }
    }
  }

  private void give(HttpExchange exchange, String range, String ifRange) throws IOException {
    String tag = "\"" + sha256(bundle).substring(0, 8) + "\"";
    boolean isPart = knowsRanges && range != null && (ifRange == null || ifRange.equals(tag));
    int from = isPart ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
    exchange.getResponseHeaders().add("ETag", tag);
    if (from >= bundle.length) {
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (isPart) {
      exchange
          .getResponseHeaders()
          .add("Content-Range", "bytes %d-%d/%d".formatted(from, bundle.length - 1, bundle.length));
    }
    exchange.sendResponseHeaders(isPart ? 206 : 200, bundle.length - from);
    int count = Math.min(breaksAfter, bundle.length - from);
    OutputStream out = exchange.getResponseBody();
    out.write(bundle, from, count);
    out.flush();
    given += count;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
