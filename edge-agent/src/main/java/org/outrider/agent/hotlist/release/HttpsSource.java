package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.hotlist.HotListException;

/**
 * A release on the agency's server, by HTTPS with mutual TLS. A manifest that has not changed is
 * not fetched again (ETag, RFC 9110 13.1.2); a file goes on where an earlier attempt stopped
 * (Range, RFC 9110 14.2). Used by one thread.
 */
public final class HttpsSource implements ReleaseSource, AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_MODIFIED = 304;
  private static final int MOST_MANIFEST_BYTES = 1 << 20;

  private final HttpClient client;
  private final URI url;
  private @Nullable HotListManifest given;
  private @Nullable String etag;
  private @Nullable HotListManifest last;

  /**
   * @param url of the manifest, {@code https:}
   * @param tls whom to trust and who the unit is
   */
  public HttpsSource(URI url, SSLContext tls) {
    this.url = url;
    this.client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * A release whose manifest came another way; only its file is fetched.
   *
   * @param given names the file's https address
   */
  public HttpsSource(HotListManifest given, SSLContext tls) {
    this(URI.create(given.object()), tls);
    this.given = given;
  }

  @Override
  public HotListManifest manifest() throws IOException, HotListException {
    if (given != null) {
      return given;
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(ANSWER);
    if (etag != null && last != null) {
      request.header("If-None-Match", etag);
    }
    HttpResponse<InputStream> answer = send(request.build());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == NOT_MODIFIED && last != null) {
        return last;
      }
      if (answer.statusCode() != OK) {
        throw new IOException(url + ": status " + answer.statusCode() + ", expected 200");
      }
      HotListManifest found =
          HotListManifest.parse(url.toString(), body.readNBytes(MOST_MANIFEST_BYTES));
      etag = answer.headers().firstValue("ETag").orElse(null);
      last = found;
      return found;
    }
  }

  @Override
  public InputStream object(HotListManifest manifest, long from) throws IOException {
    URI object = url.resolve(manifest.object());
    if (!String.valueOf(object.getScheme()).equals("https")) {
      throw new IOException(object + ": expected https, what is fetched must not be seen");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(object).timeout(ANSWER);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    HttpResponse<InputStream> answer = send(request.build());
    if (answer.statusCode() == OK || answer.statusCode() == PARTIAL) {
      if (from > 0 && answer.statusCode() == OK) { // a server that knows no ranges
        answer.body().skipNBytes(from);
      }
      return answer.body();
    }
    answer.body().close();
    throw new IOException(object + ": status " + answer.statusCode() + ", expected 200 or 206");
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException e) { // which says nothing itself
      throw new IOException(request.uri() + ": cannot be reached", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(request.uri() + ": interrupted", e);
    }
  }

  @Override
  public String name() {
    return url.toString();
  }

  @Override
  public void close() {
    client.close();
  }
}
