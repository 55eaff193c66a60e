package org.outrider.agent.upkeep.enrol;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.outrider.agent.base.tls.TestCertificates;

/**
 * An EST server for tests (RFC 7030): TLS by the JDK, requests judged and certificates issued by
 * openssl, so that neither only agrees with itself.
 */
public final class EstServer implements AutoCloseable {
  private static final String TOKEN = "unit-7:sesame-once";
  private final Path folder;
  private final HttpsServer server;

  /** What was asked, as {@code operation subject-of-the-client}. */
  public final List<String> asked = new ArrayList<>();

  /** Days that certificates last. */
  public int days = 90;

  /** Answer with this status instead of a certificate; 0 for none. */
  public int status;

  /** Issue for another key than the one of the request. */
  public boolean isWrongKey;

  private String token = TOKEN;

  public EstServer(Path folder) throws Exception {
    this.folder = folder;
    TestCertificates certificates = new TestCertificates(folder);
    certificates.authority("est");
    certificates.authority("other");
    certificates.certificate("server", "est", "subjectAltName=DNS:localhost");
    SSLContext tls = certificates.tls("server", "est").context();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setWantClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.createContext("/.well-known/est/", this::handle);
    server.start();
  }

  public String url() {
    return "https://localhost:" + server.getAddress().getPort() + "/.well-known/est";
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    String operation = exchange.getRequestURI().getPath().replace("/.well-known/est/", "");
    String client = client(exchange);
    asked.add((operation + " " + client).strip());
    byte[] request = exchange.getRequestBody().readAllBytes();
    String expected =
        "Basic " + Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    boolean isAllowed =
        operation.equals("simpleenroll")
            ? expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            : operation.equals("simplereenroll") && !client.isEmpty();
    try {
      if (!isAllowed) {
        answer(exchange, 401, "not known");
      } else if (status != 0) {
        exchange.getResponseHeaders().add("Retry-After", "600");
        answer(exchange, status, "later");
      } else {
        exchange
            .getResponseHeaders()
            .add("Content-Type", "application/pkcs7-mime; smime-type=certs-only");
        exchange.getResponseHeaders().add("Content-Transfer-Encoding", "base64");
        answer(exchange, 200, issue(request));
        if (operation.equals("simpleenroll")) {
          token = "used up";
        }
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static String client(HttpExchange exchange) {
    try {
      Principal peer =
          ((X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0])
              .getSubjectX500Principal();
      return peer.getName();
    } catch (SSLPeerUnverifiedException e) {
      return "";
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String issue(byte[] request) throws IOException, InterruptedException {
    Files.write(folder.resolve("request.der"), Base64.getMimeDecoder().decode(request));
    openssl("req", "-inform", "DER", "-in", "request.der", "-out", "request.csr", "-verify");
    Path csr = folder.resolve("request.csr");
    if (isWrongKey) {
      Files.copy(
          folder.resolve("server.csr"), csr, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
    openssl(
        "x509",
        "-req",
        "-in",
        "request.csr",
        "-CA",
        "est.pem",
        "-CAkey",
        "est.key",
        "-CAcreateserial",
        "-out",
        "issued.pem",
        "-days",
        String.valueOf(days));
    openssl(
        "crl2pkcs7",
        "-nocrl",
        "-certfile",
        "issued.pem",
        "-certfile",
        "est.pem",
        "-outform",
        "DER",
        "-out",
        "issued.p7");
    return Base64.getMimeEncoder().encodeToString(Files.readAllBytes(folder.resolve("issued.p7")));
  }

  /** Runs openssl in the folder, and gives what it said. */
  public String openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process p =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (p.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
    return said;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
