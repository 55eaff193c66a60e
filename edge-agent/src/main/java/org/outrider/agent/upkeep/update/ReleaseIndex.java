package org.outrider.agent.upkeep.update;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A file on any web server that names the newest bundle: {@code version}, {@code bundle} (from the
 * file's place), {@code bytes}, {@code sha256}.
 */
public final class ReleaseIndex implements UpdateServer {
  private final URI url;
  private final UpdateHttp http;

  /**
   * @param url of the file
   * @param tls whom to trust
   */
  public ReleaseIndex(URI url, SSLContext tls) {
    this.url = url;
    http = new UpdateHttp(url, tls, "");
  }

  @Override
  public Optional<Offer> offered(String running) throws UpdateException, InterruptedException {
    JsonNode index = http.get(url);
    if (index.isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(
        Offer.checked(
            url,
            "",
            index.path("version").asText(),
            Links.resolve(url, index.path("bundle").asText()),
            index.path("bytes").asLong(),
            index.path("sha256").asText()));
  }

  @Override
  public Body bundle(Offer offer, long from, String tag)
      throws IOException, UpdateException, InterruptedException {
    return http.bytes(offer.bundle(), from, tag);
  }

  @Override
  public void tell(String action, Stage stage, String detail) {
    // a file hears nothing; what the unit runs stands in its inventory
  }

  @Override
  public void close() {
    http.close();
  }
}
