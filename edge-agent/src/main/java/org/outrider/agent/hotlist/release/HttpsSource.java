package org.outrider.agent.hotlist.release;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.http.Https;
import org.outrider.agent.hotlist.HotListException;

/**
 * A release on the agency's server, by HTTPS with mutual TLS. A manifest that has not changed is
 * not fetched again (ETag, RFC 9110 13.1.2); a file continues where an earlier attempt stopped
 * (Range, RFC 9110 14.2). Used by one thread.
 */
public final class HttpsSource implements ReleaseSource, AutoCloseable {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_MODIFIED = 304;
  private static final int MAX_MANIFEST_BYTES = 1 << 20;

  private final Https client;
  private final String name;
  private final @Nullable URI url;
  private final @Nullable HotListManifest given;
  private @Nullable String etag;
  private @Nullable HotListManifest last;

  /**
   * @param url of the manifest, {@code https:}
   * @param tls trusted authorities and the unit's own certificate
   */
  public HttpsSource(URI url, SSLContext tls) {
    this(url, tls, Https.Limits.USUAL);
  }

  /** The same, with other deadlines. */
  public HttpsSource(URI url, SSLContext tls, Https.Limits limits) {
    this.url = url;
    this.name = url.toString();
    this.given = null;
    this.client = new Https(tls, limits);
  }

  /**
   * A release whose manifest came another way; only its file is fetched.
   *
   * @param given names the file's https address
   */
  public HttpsSource(HotListManifest given, SSLContext tls) {
    this.url = null;
    this.name = given.object();
    this.given = given;
    this.client = new Https(tls, Https.Limits.USUAL);
  }

  @Override
  public HotListManifest manifest() throws IOException, HotListException {
    if (given != null || url == null) {
      return Objects.requireNonNull(given);
    }
    HttpRequest.Builder request = client.request(url);
    if (etag != null && last != null) {
      request.header("If-None-Match", etag);
    }
    HttpResponse<byte[]> answer;
    try {
      answer = client.fetch(request.build(), MAX_MANIFEST_BYTES);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (answer.statusCode() == NOT_MODIFIED && last != null) {
      return last;
    }
    if (answer.statusCode() != OK) {
      throw new IOException(url + ": status " + answer.statusCode() + ", expected 200");
    }
    HotListManifest found = HotListManifest.parse(url.toString(), answer.body());
    etag = answer.headers().firstValue("ETag").orElse(null);
    last = found;
    return found;
  }

  @Override
  public InputStream object(HotListManifest manifest, long from) throws IOException {
    URI object =
        url == null
            ? Https.address(URI.create(""), manifest.object())
            : Https.address(url, manifest.object());
    HttpRequest.Builder request = client.request(object);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    HttpResponse<InputStream> answer;
    try {
      answer = client.open(request.build());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (answer.statusCode() == OK || answer.statusCode() == PARTIAL) {
      InputStream body = client.body(answer);
      if (from > 0 && answer.statusCode() == OK) { // a server that knows no ranges
        body.skipNBytes(from);
      }
      return body;
    }
    answer.body().close();
    throw new IOException(object + ": status " + answer.statusCode() + ", expected 200 or 206");
  }

  private IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException(name + ": interrupted", e);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void close() {
    client.close();
  }
}
