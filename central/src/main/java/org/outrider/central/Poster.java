package org.outrider.central;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.outrider.agent.base.json.Json;
import org.outrider.hal.BackOff;
import org.tinylog.Logger;

/**
 * Hands reads on to a system of the agency that takes them by HTTP POST: each at least once, in the
 * order in which they were stored, resumed where it stood after a restart. Whoever takes them must
 * know repeats by their id. What the other system refuses (a status of 400 to 499) is named and
 * passed over; while it is away nothing is passed over.
 */
public final class Poster implements Runnable, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int MOST = 50;

  private final CentralStore store;
  private final Posting form;
  private final URI to;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final BackOff backOff =
      new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(2), new Random());
  private final CountDownLatch stopping = new CountDownLatch(1);

  /** Hands on in one form to one place. */
  public Poster(CentralStore store, Posting form, URI to) {
    this.store = store;
    this.form = form;
    this.to = to;
  }

  private String cursor() {
    return form.name().toLowerCase(java.util.Locale.ROOT) + " " + to;
  }

  @Override
  public void run() {
    try {
      Duration pause = Duration.ZERO;
      while (!stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        pause = hand();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands some on; says after which pause to go on. */
  private Duration hand() throws InterruptedException {
    List<CentralStore.Numbered> some = store.after("read", store.cursor(cursor()), MOST);
    for (CentralStore.Numbered read : some) {
      try {
        int status = post(form.of(Json.MAPPER.readTree(read.body())));
        if (status / 100 != 2 && status / 100 != 4) {
          return away("status " + status);
        }
        if (status / 100 == 4) {
          Logger.tag("central").warn("{} refused a read: status {}", to.getHost(), status);
        }
      } catch (DateTimeException e) {
        Logger.tag("central").warn("a read cannot be handed on: {}", e.getMessage());
      } catch (IOException e) {
        return away(String.valueOf(e.getMessage()));
      }
      backOff.reset();
      store.cursor(cursor(), read.seq());
    }
    return some.size() == MOST ? Duration.ZERO : LOOK;
  }

  private Duration away(String why) {
    Duration pause = backOff.next();
    Logger.tag("central")
        .warn("{} takes nothing ({}), tried again in {} s", to.getHost(), why, pause.toSeconds());
    return pause;
  }

  private int post(byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Override
  public void close() {
    stopping.countDown();
    client.close();
  }
}
