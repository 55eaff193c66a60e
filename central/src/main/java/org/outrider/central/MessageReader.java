package org.outrider.central;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.trust.Sha256;

/** Reads messages into records; what a unit may not send is rejected with a cause. */
final class MessageReader {
  private static final String ID = "[\\x21-\\x7e]{1,128}";

  /** Parts of a picture, and bytes of each; units send 128 KB. */
  private static final int MOST_PARTS = 128;

  private static final int MOST_PART_BYTES = 256 << 10;

  private final CentralStore store;
  private final Refusals refusals;
  private final MessageParser parser = new MessageParser();

  /**
   * @param store keeps parts of pictures
   * @param refusals counts what is rejected
   */
  MessageReader(CentralStore store, Refusals refusals) {
    this.store = store;
    this.refusals = refusals;
  }

  /** Reads a message; a picture of which parts are missing yields nothing yet. */
  List<Received> read(Message m, Answers answers) {
    return m.topic().isPicture() ? picture(m, answers) : records(m, answers);
  }

  /** Returns the ids of a message, as far as they are known. */
  List<String> ids(Message m) {
    if (m.topic().isPicture()) {
      return List.of(m.topic().sha256());
    }
    try {
      return parser.parse(m.topic().kind(), m.payload()).stream()
          .map(MessageParser.Parsed::id)
          .toList();
    } catch (MessageParser.RefusedException e) {
      return e.ids();
    }
  }

  private List<Received> records(Message m, Answers answers) {
    UnitTopic topic = m.topic();
    List<Received> out = new ArrayList<>();
    try {
      for (MessageParser.Parsed one : parser.parse(topic.kind(), m.payload())) {
        record(topic, one, out, answers);
      }
    } catch (MessageParser.RefusedException e) {
      refusals.count(topic.unit(), "message", topic.kind() + ": " + e.getMessage());
      for (String id : e.ids()) {
        answers.reject(topic.unit(), topic.kind(), id, String.valueOf(e.getMessage()));
      }
    }
    return out;
  }

  private void record(
      UnitTopic topic, MessageParser.Parsed one, List<Received> out, Answers answers) {
    String kind = topic.kind();
    String cause = one.cause();
    JsonNode node = one.body();
    if (node != null) {
      if (!one.id().matches(ID)) {
        cause = kind + "_id is not 1 to 128 plain characters";
      } else if (!isOf(topic.agency(), node.path("agency_id"))) {
        cause = "agency_id is not the topic's";
      } else if (!isOf(topic.name(), node.path("unit_id"))) {
        cause = "unit_id is not the topic's";
      } else {
        try {
          byte[] body = Json.MAPPER.writeValueAsBytes(node);
          out.add(
              new Received(
                  topic.unit(),
                  kind,
                  one.id(),
                  Sha256.of(body),
                  body,
                  Retention.marks(kind, node)));
          return;
        } catch (IOException e) {
          cause = String.valueOf(e.getMessage());
        }
      }
    }
    refusals.count(topic.unit(), "record", kind + ": " + cause);
    answers.reject(topic.unit(), kind, one.id(), cause);
  }

  /** A unit speaks for itself; a record that names nobody is the topic's unit's. */
  private static boolean isOf(String expected, JsonNode named) {
    return named.isMissingNode() || (named.isTextual() && named.asText().equals(expected));
  }

  /** Pictures come in parts; the topic's hash says whether the whole is right. */
  private List<Received> picture(Message m, Answers answers) {
    String unit = m.topic().unit();
    String sha256 = m.topic().sha256();
    int part = m.topic().part();
    int parts = m.parts();
    boolean isWhole = part == 0 && parts <= 1 && Sha256.of(m.payload()).equals(sha256);
    String cause = "";
    if (m.payload().length == 0 || m.payload().length > MOST_PART_BYTES) {
      cause = "part of a picture: expected 1 to %d bytes".formatted(MOST_PART_BYTES);
    } else if (!isWhole && (parts < 1 || parts > MOST_PARTS || part >= parts)) {
      cause = "part of a picture: expected one of at most %d parts".formatted(MOST_PARTS);
    } else if (m.readId() != null && !m.readId().matches(ID)) {
      cause = "read_id is not 1 to 128 plain characters";
    }
    if (!cause.isEmpty()) {
      refusals.count(unit, "picture", cause);
      answers.reject(unit, "picture", sha256, cause);
      return List.of();
    }
    byte[] whole = isWhole ? m.payload() : store.part(unit, sha256, part, parts, m.payload());
    return whole == null
        ? List.of()
        : List.of(
            new Received(
                unit,
                "picture",
                sha256,
                sha256,
                whole,
                new Received.Marks(m.readId(), null, null)));
  }
}
