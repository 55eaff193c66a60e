package org.outrider.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosterTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final List<JsonNode> posted = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger status = new AtomicInteger(200);

  private HttpServer server() throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        x -> {
          byte[] body = x.getRequestBody().readAllBytes();
          if (status.get() == 200) {
            posted.add(JSON.readTree(body));
          }
          x.sendResponseHeaders(status.get(), -1);
          x.close();
        });
    server.start();
    return server;
  }

  private static JsonNode example() throws Exception {
    Path here = Path.of("docs/schemas/examples/read.json");
    return JSON.readTree((Files.exists(here) ? here : Path.of("..").resolve(here)).toFile()).get(0);
  }

  private static void read(JdbcCentralStore store, int number) throws Exception {
    com.fasterxml.jackson.databind.node.ObjectNode n = example().deepCopy();
    n.put("read_id", "r" + number);
    byte[] body = n.toString().getBytes(StandardCharsets.UTF_8);
    store.put(List.of(new Received("A/u", "read", "r" + number, "", body, Received.Marks.NONE)));
  }

  private static void until(BooleanSupplier isSo) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!isSo.getAsBoolean()) {
      assertTrue(System.nanoTime() < end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void readsAreHandedOnInOrderAlsoAfterTheOtherSystemWasAwayAndAfterARestart() throws Exception {
    HttpServer server = server();
    URI to = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    try (JdbcCentralStore store = JdbcCentralStore.open(folder.resolve("central.db"))) {
      Thread thread;
      status.set(503);
      for (int i = 0; i < 60; i++) {
        read(store, i);
      }
      try (Poster poster = new Poster(store, Posting.OPENALPR, to)) {
        thread = Thread.ofPlatform().start(poster);
        until(() -> !posted.isEmpty() || status.compareAndSet(503, 200));
        until(() -> posted.size() == 60);
      }
      thread.join();
      read(store, 60);
      try (Poster poster = new Poster(store, Posting.OPENALPR, to)) {
        thread = Thread.ofPlatform().start(poster);
        until(() -> posted.size() == 61);
        status.set(400); // what is refused is passed over
        read(store, 61);
        until(() -> store.cursor("openalpr " + to) == 62);
      }
      thread.join();
    } finally {
      server.stop(0);
    }
    for (int i = 0; i < 61; i++) {
      assertEquals("r" + i, posted.get(i).path("best_uuid").asText());
    }
  }

  @Test
  void aReadBearsWhatEachSystemExpects() throws Exception {
    JsonNode group = JSON.readTree(Posting.OPENALPR.of(example()));
    assertEquals("alpr_group", group.path("data_type").asText());
    assertEquals("KRV9014", group.path("best_plate_number").asText());
    assertEquals(100.0, group.path("best_confidence").asDouble());
    assertEquals(41.14, group.path("gps_latitude").asDouble());
    assertEquals(4, group.at("/best_plate/coordinates").size());
    assertEquals("KRV9014", group.at("/candidates/0/plate").asText());
    assertTrue(group.path("epoch_start").asLong() < group.path("epoch_end").asLong());
    assertEquals("east", group.at("/web_server_config/camera_label").asText());
    JsonNode hook = JSON.readTree(Posting.PLATE_RECOGNIZER.of(example()));
    assertEquals("krv9014", hook.at("/data/results/0/plate").asText());
    assertEquals(870, hook.at("/data/results/0/box/xmin").asInt());
    assertEquals(445, hook.at("/data/results/0/box/ymax").asInt());
    assertEquals("pole-3-east", hook.at("/data/camera_id").asText());
    assertEquals(1.0, hook.at("/data/results/0/score").asDouble());
  }
}
