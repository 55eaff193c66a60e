package org.outrider.agent.base.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * HTTPS client whose every answer ends: after so many bytes, or at a deadline that covers the body
 * as well, however slowly the server sends it. Redirects are not followed.
 */
public final class Https implements AutoCloseable {
  private final HttpClient client;
  private final Limits limits;

  /**
   * Deadlines.
   *
   * @param connect for the connection
   * @param answer for a whole answer that is kept in memory, and for the header of a file
   * @param file for the body of a file, which a later request may continue
   */
  public record Limits(Duration connect, Duration answer, Duration file) {
    public static final Limits USUAL =
        new Limits(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofMinutes(30));
  }

  public Https(SSLContext tls, Limits limits) {
    this.limits = limits;
    client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(limits.connect())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Resolves an address that a server or a list gives.
   *
   * @param from address of the text that it is in
   * @throws IOException when it is no https address with a host
   */
  public static URI address(URI from, String to) throws IOException {
    URI uri;
    try {
      uri = from.resolve(new URI(to));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException(unusable(to), e);
    }
    return checked(uri);
  }

  /**
   * Checks an address.
   *
   * @throws IOException when it is no https address with a host
   */
  public static URI checked(URI uri) throws IOException {
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getHost().isEmpty()
        || uri.getPort() == 0
        || uri.getPort() > 65535) {
      throw new IOException(unusable(uri.toString()));
    }
    return uri;
  }

  private static String unusable(String address) {
    return "\"" + address + "\" is no usable address, expected https://HOST/PATH";
  }

  /** A request; throws when the address is none. */
  public HttpRequest.Builder request(URI uri) throws IOException {
    try {
      return HttpRequest.newBuilder(checked(uri)).timeout(limits.answer());
    } catch (IllegalArgumentException e) {
      throw new IOException(unusable(uri.toString()), e);
    }
  }

  /**
   * The whole answer.
   *
   * @param maxBytes of its body
   * @throws IOException when it is larger, or not complete at the deadline
   */
  public HttpResponse<byte[]> fetch(HttpRequest request, int maxBytes)
      throws IOException, InterruptedException {
    return await(
        request, client.sendAsync(request, info -> new LimitedBody(request.uri(), maxBytes)));
  }

  /**
   * An answer whose body the caller reads and closes; reading fails at the deadline.
   *
   * @throws IOException when no header comes
   */
  public HttpResponse<InputStream> open(HttpRequest request)
      throws IOException, InterruptedException {
    return await(request, client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()));
  }

  /** The body of an answer, until its deadline. */
  public InputStream body(HttpResponse<InputStream> answer) {
    return new DeadlineStream(answer.uri(), answer.body(), limits.file());
  }

  private <T> HttpResponse<T> await(HttpRequest request, CompletableFuture<HttpResponse<T>> coming)
      throws IOException, InterruptedException {
    try {
      return coming.get(limits.answer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "%s: no complete answer within %d s"
              .formatted(request.uri(), limits.answer().toSeconds()),
          e);
    } catch (ExecutionException e) {
      throw failed(request, e.getCause());
    } finally {
      boolean _ = coming.cancel(true);
    }
  }

  private static IOException failed(HttpRequest request, @Nullable Throwable cause) {
    if (cause instanceof ConnectException) { // which has no message
      return new IOException(request.uri() + ": cannot be reached", cause);
    }
    if (cause instanceof IOException io) {
      return io;
    }
    return new IOException(request.uri() + ": " + cause, cause);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
