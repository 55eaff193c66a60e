package org.outrider.agent.upkeep.update;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.outrider.agent.base.http.Https;
import org.outrider.agent.base.json.Json;

/**
 * HTTPS to an update server: JSON there and back, and bytes from where an earlier attempt stopped
 * (Range with If-Range, RFC 9110 13.1.5 and 14.2). Used by one thread.
 */
final class UpdateHttp implements AutoCloseable {
  private static final Https.Limits LIMITS =
      new Https.Limits(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofHours(1));
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_THERE = 404;
  private static final int NO_SUCH_RANGE = 416;
  private static final int MAX_JSON_BYTES = 1 << 20;

  private final Https client;
  private final URI base;
  private final String authorization;

  /**
   * @param base whose host alone hears who the unit is
   * @param authorization header of that name; empty for none
   */
  UpdateHttp(URI base, SSLContext tls, String authorization) {
    this(base, tls, authorization, LIMITS);
  }

  /** The same, with other deadlines. */
  UpdateHttp(URI base, SSLContext tls, String authorization, Https.Limits limits) {
    this.base = base;
    this.authorization = authorization;
    client = new Https(tls, limits);
  }

  /** The JSON at an address; missing where there is nothing. */
  JsonNode get(URI at) throws UpdateException, InterruptedException {
    HttpRequest request = request(at).header("Accept", "application/json").build();
    try {
      HttpResponse<byte[]> answer = client.fetch(request, MAX_JSON_BYTES);
      if (answer.statusCode() == NOT_THERE) {
        return Json.MAPPER.missingNode();
      }
      expect(at, answer.statusCode(), answer.statusCode() == OK);
      return Json.MAPPER.readTree(answer.body());
    } catch (IOException e) {
      throw failed(at, e);
    }
  }

  /** Sends JSON. */
  void send(String method, URI at, JsonNode said) throws UpdateException, InterruptedException {
    HttpRequest request =
        request(at)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(said.toString()))
            .build();
    try {
      int status = client.fetch(request, MAX_JSON_BYTES).statusCode();
      expect(at, status, status / 100 == 2);
    } catch (IOException e) {
      throw failed(at, e);
    }
  }

  /** Bytes from one on; the caller closes them. */
  UpdateServer.Body bytes(URI at, long from, String tag)
      throws IOException, UpdateException, InterruptedException {
    HttpRequest.Builder request = request(at);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
      if (!tag.isEmpty()) {
        request.header("If-Range", tag);
      }
    }
    HttpResponse<InputStream> answer = client.open(request.build());
    boolean isPart =
        answer.statusCode() == PARTIAL
            && answer
                .headers()
                .firstValue("Content-Range")
                .filter(r -> r.startsWith("bytes " + from + "-"))
                .isPresent();
    if (!isPart && answer.statusCode() != OK) {
      answer.body().close();
      if (from > 0 && answer.statusCode() == NO_SUCH_RANGE) { // it is another one, and shorter
        return bytes(at, 0, "");
      }
      expect(at, answer.statusCode(), false);
    }
    return new UpdateServer.Body(
        client.body(answer), isPart ? from : 0, answer.headers().firstValue("ETag").orElse(""));
  }

  private HttpRequest.Builder request(URI at) throws UpdateException {
    HttpRequest.Builder request;
    try {
      request = client.request(at);
    } catch (IOException e) {
      throw new UpdateException(String.valueOf(e.getMessage()), e);
    }
    if (!authorization.isEmpty() && at.getAuthority().equals(base.getAuthority())) {
      request.header("Authorization", authorization);
    }
    return request;
  }

  private static void expect(URI at, int status, boolean isExpected) throws UpdateException {
    if (!isExpected) {
      throw new UpdateException(at + ": status " + status + ", expected 200");
    }
  }

  private static UpdateException failed(URI at, IOException e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new UpdateException(
        at + ": " + (root.getMessage() == null ? "cannot be reached" : root.getMessage()), e);
  }

  @Override
  public void close() {
    client.close();
  }
}
