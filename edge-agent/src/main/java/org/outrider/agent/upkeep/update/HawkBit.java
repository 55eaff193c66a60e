package org.outrider.agent.upkeep.update;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks hawkBit's Direct Device Integration API, version 1: it is polled for a
 * deployment, told of its course, and may take it back. One module with one {@code .raucb} artifact
 * is one update.
 */
public final class HawkBit implements UpdateServer {
  private final URI controller;
  private final UpdateHttp http;
  private @Nullable String takenBack;
  private @Nullable URI cancel;

  /**
   * @param base {@code https://HOST/TENANT}
   * @param unit by what name the server knows the unit
   * @param authorization {@code TargetToken ...} or {@code GatewayToken ...}
   * @param tls whom to trust
   */
  public HawkBit(URI base, String unit, String authorization, SSLContext tls) {
    controller = URI.create(base + "/controller/v1/" + unit);
    http = new UpdateHttp(base, tls, authorization);
  }

  @Override
  public Optional<Offer> offered(String running) throws UpdateException, InterruptedException {
    JsonNode links = http.get(controller).path("_links");
    takenBack = null;
    if (links.has("configData")) {
      ObjectNode attributes = status("", "closed", "success", "");
      attributes.putObject("data").put("version", running);
      http.send("PUT", link(links, "configData"), attributes);
    }
    if (links.has("cancelAction")) {
      cancel = link(links, "cancelAction");
      takenBack = http.get(cancel).path("cancelAction").path("stopId").asText();
      return Optional.empty();
    }
    return links.has("deploymentBase")
        ? Optional.of(offer(link(links, "deploymentBase")))
        : Optional.empty();
  }

  private Offer offer(URI at) throws UpdateException, InterruptedException {
    JsonNode deployment = http.get(at);
    JsonNode chunks = deployment.path("deployment").path("chunks");
    for (JsonNode chunk : chunks) {
      for (JsonNode artifact : chunk.path("artifacts")) {
        if (artifact.path("filename").asText().endsWith(".raucb")) {
          return Offer.checked(
              at,
              deployment.path("id").asText(),
              chunk.path("version").asText(),
              link(artifact.path("_links"), "download"),
              artifact.path("size").asLong(),
              artifact.path("hashes").path("sha256").asText());
        }
      }
    }
    throw new UpdateException(at + ": no artifact in it, expected one that ends in .raucb");
  }

  private URI link(JsonNode links, String name) throws UpdateException {
    return Links.resolve(controller, links.path(name).path("href").asText());
  }

  @Override
  public Optional<String> takenBack() {
    return Optional.ofNullable(takenBack);
  }

  @Override
  public Body bundle(Offer offer, long from, String tag)
      throws IOException, UpdateException, InterruptedException {
    return http.bytes(offer.bundle(), from, tag);
  }

  @Override
  public void tell(String action, Stage stage, String detail)
      throws UpdateException, InterruptedException {
    URI canceling = cancel;
    URI at =
        URI.create(
            switch (stage) {
              case CANCELED, NOT_CANCELED ->
                  String.valueOf(canceling).replaceAll("\\?.*", "") + "/feedback";
              default -> controller + "/deploymentBase/" + action + "/feedback";
            });
    ObjectNode said =
        switch (stage) {
          case FETCHING, FETCHED -> status(action, "proceeding", "none", detail);
          case DONE -> status(action, "closed", "success", detail);
          case FAILED -> status(action, "closed", "failure", detail);
          case CANCELED -> status(cancelId(at), "closed", "success", detail);
          case NOT_CANCELED -> status(cancelId(at), "rejected", "none", detail);
        };
    http.send("POST", at, said);
  }

  /** The action of taking back, which has a number of its own. */
  private static String cancelId(URI feedback) {
    String[] steps = feedback.getPath().split("/", -1);
    return steps[steps.length - 2];
  }

  private static ObjectNode status(String id, String execution, String finished, String detail) {
    ObjectNode out = JsonNodeFactory.instance.objectNode();
    out.put("id", id);
    ObjectNode status = out.putObject("status");
    status.put("execution", execution);
    status.putObject("result").put("finished", finished);
    if (!detail.isEmpty()) {
      status.putArray("details").add(detail);
    }
    return out;
  }

  @Override
  public void close() {
    http.close();
  }
}
