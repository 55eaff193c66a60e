package org.outrider.agent.upkeep.update;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import org.outrider.agent.base.durable.Durable;
import org.outrider.agent.base.json.Json;

/**
 * What has been fetched so far, on disk: {@code part} grows, and once it is whole and has the hash
 * that was named it becomes {@code ready.raucb}. What became of a bundle stands in a file of its
 * version's name in a folder of whoever installs, in two words or more: {@code booted}, {@code
 * kept}, {@code refused CAUSE}, {@code given-up CAUSE}.
 */
final class UpdateFolder {
  private static final int CHUNK_BYTES = 1 << 16;

  private final Path folder;
  private final Path outcomes;

  UpdateFolder(Path folder, Path outcomes) {
    this.folder = folder;
    this.outcomes = outcomes;
  }

  /** Makes the folder where it is not there. */
  void make() throws UpdateException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UpdateException(folder + ": cannot be made: " + e.getMessage(), e);
    }
  }

  /**
   * What is being fetched.
   *
   * @param action of the offer
   * @param sha256 of the whole
   * @param tag that the server gave with these bytes
   * @param day of which {@code spentBytes} are
   * @param told the last stage that the server was told; empty for none
   */
  record State(
      String action,
      String version,
      String sha256,
      String tag,
      LocalDate day,
      long spentBytes,
      String told) {
    static final State NONE = new State("", "", "", "", LocalDate.EPOCH, 0, "");

    /** Whether it is this very bundle, under this very action. */
    boolean isOf(Offer offer) {
      return sha256.equals(offer.sha256()) && action.equals(offer.action());
    }

    /** What was got of the same bundle is of use under another action too. */
    State of(Offer offer) {
      String kept = sha256.equals(offer.sha256()) ? tag : "";
      return new State(offer.action(), offer.version(), offer.sha256(), kept, day, spentBytes, "");
    }

    State tagged(String newTag) {
      return new State(action, version, sha256, newTag, day, spentBytes, told);
    }

    State spent(LocalDate today, long bytes) {
      long before = today.equals(day) ? spentBytes : 0;
      return new State(action, version, sha256, tag, today, before + bytes, told);
    }

    State told(String stage) {
      return new State(action, version, sha256, tag, day, spentBytes, stage);
    }
  }

  Path part() {
    return folder.resolve("part");
  }

  Path ready() {
    return folder.resolve("ready.raucb");
  }

  /** As it was left; none where there is nothing, or what there is cannot be read. */
  State state() {
    try {
      JsonNode n = Json.MAPPER.readTree(folder.resolve("state.json").toFile());
      return new State(
          n.path("action").asText(),
          n.path("version").asText(),
          n.path("sha256").asText(),
          n.path("tag").asText(),
          LocalDate.parse(n.path("day").asText("1970-01-01")),
          n.path("spent_bytes").asLong(),
          n.path("told").asText());
    } catch (IOException | DateTimeException e) {
      return State.NONE; // then the bundle is fetched from its beginning
    }
  }

  void keep(State state) throws UpdateException {
    ObjectNode n = Json.MAPPER.createObjectNode();
    n.put("action", state.action());
    n.put("version", state.version());
    n.put("sha256", state.sha256());
    n.put("tag", state.tag());
    n.put("day", state.day().toString());
    n.put("spent_bytes", state.spentBytes());
    n.put("told", state.told());
    Path made = folder.resolve("state.new");
    try {
      Files.writeString(made, n.toString());
      Durable.sync(made);
      Durable.replace(made, folder.resolve("state.json"));
    } catch (IOException e) {
      throw new UpdateException(folder + ": cannot be written: " + e.getMessage(), e);
    }
  }

  long fetched() {
    return part().toFile().length();
  }

  /** Nothing of any bundle is left. */
  void empty() throws UpdateException {
    try {
      Files.deleteIfExists(part());
      Files.deleteIfExists(ready());
    } catch (IOException e) {
      throw new UpdateException(folder + ": cannot be emptied: " + e.getMessage(), e);
    }
  }

  /** Makes the part the bundle, if it has the hash named; else nothing of it is left. */
  void finish(Offer offer) throws UpdateException {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      try (InputStream in = Files.newInputStream(part())) {
        byte[] chunk = new byte[CHUNK_BYTES];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
          hash.update(chunk, 0, n);
        }
      }
      String has = HexFormat.of().formatHex(hash.digest());
      if (!has.equals(offer.sha256())) {
        Files.delete(part());
        throw new UpdateException(
            "%s: sha256 %s, expected %s".formatted(offer.bundle(), has, offer.sha256()));
      }
      Durable.sync(part());
      Durable.replace(part(), ready());
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new UpdateException(part() + ": " + e.getMessage(), e);
    }
  }

  /** What became of a version; empty while nothing has. */
  Optional<String> outcome(String version) {
    try {
      return Optional.of(
          Files.readString(outcomes.resolve(version), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  long freeBytes() {
    return folder.toFile().getUsableSpace();
  }
}
