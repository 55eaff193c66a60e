package org.outrider.agent.upkeep.update;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Fetches what is offered. Called now and then, and each time goes as far as link, budget and power
 * let it; what has been fetched is not fetched again, over however many starts of the engine. A
 * bundle that was refused or given up is not fetched again either.
 */
public final class UpdateFetch {
  private static final int CHUNK_BYTES = 1 << 16;

  /** What a cut may make the budget forget. */
  private static final long COUNT_EVERY_BYTES = 4L << 20;

  /** Left free besides the bundle, which is copied once before it is installed. */
  private static final long SPARE_BYTES = 64L << 20;

  private static final String WAITS = "waits until the unit is parked";

  /** How it stands. */
  public enum Outcome {
    /** Nothing is offered, or what is offered runs. */
    NOTHING,
    /** No interface is up that may be used for it. */
    WAITS_FOR_LINK,
    /** The day's bytes are spent. */
    WAITS_FOR_BUDGET,
    /** The connection broke; it goes on from there. */
    BROKEN_OFF,
    /** The bundle is there, whole, and waits to be installed. */
    FETCHED,
    /** It runs, and is kept. */
    DONE,
    /** It was refused, or given up on trial. */
    FAILED
  }

  /**
   * How it stands.
   *
   * @param version that is offered; empty for none
   * @param fetchedBytes of it
   * @param bytes of the whole
   * @param cause why it goes no further; empty where there is none
   */
  public record Result(
      Outcome outcome, String version, long fetchedBytes, long bytes, String cause) {
    private static final Result NOTHING = new Result(Outcome.NOTHING, "", 0, 0, "");
  }

  /** Told as bytes come. */
  @FunctionalInterface
  public interface Listener {
    void at(long fetchedBytes, long bytes);
  }

  private final UpdateFolder folder;
  private final long dailyBytes;
  private final BooleanSupplier isLinkUp;
  private final InstantSource time;

  /**
   * @param isLinkUp whether what may be used for it is up
   * @throws UpdateException when the folder cannot be used
   */
  public UpdateFetch(UpdateSettings settings, BooleanSupplier isLinkUp, InstantSource time)
      throws UpdateException {
    this.folder = new UpdateFolder(settings.folder(), settings.outcomes());
    folder.make();
    this.dailyBytes = settings.dailyBytes();
    this.isLinkUp = isLinkUp;
    this.time = time;
  }

  /** How it stood when somebody was asked last; nobody is asked now. */
  public static Result last(UpdateSettings settings) {
    UpdateFolder folder = new UpdateFolder(settings.folder(), settings.outcomes());
    String version = folder.state().version();
    if (version.isEmpty()) {
      return Result.NOTHING;
    }
    String word = folder.outcome(version).orElse("");
    if (isFailed(word)) {
      return new Result(Outcome.FAILED, version, 0, 0, word);
    }
    Outcome outcome = Outcome.BROKEN_OFF;
    if (word.startsWith("kept")) {
      outcome = Outcome.DONE;
    } else if (!word.isEmpty() || Files.exists(folder.ready())) {
      outcome = Outcome.FETCHED;
    }
    return new Result(outcome, version, folder.fetched(), 0, "");
  }

  private static boolean isFailed(String word) {
    return word.startsWith("refused") || word.startsWith("given-up");
  }

  /**
   * Goes as far as it can.
   *
   * @param running version of the unit
   * @param progress told how much of the bundle is there
   * @throws UpdateException when the server, the disk or the bundle is not as expected; what was
   *     fetched stays where it is good
   */
  public Result step(UpdateServer server, String running, Listener progress)
      throws UpdateException, InterruptedException {
    if (!isLinkUp.getAsBoolean()) {
      return waiting(Outcome.WAITS_FOR_LINK);
    }
    Optional<Offer> offered = server.offered(running);
    if (server.takenBack().isPresent()) {
      return takeBack(server, server.takenBack().get());
    }
    if (offered.isEmpty()) {
      folder.empty();
      return Result.NOTHING;
    }
    Offer offer = offered.get();
    UpdateFolder.State state = folder.state();
    if (!state.sha256().equals(offer.sha256())) { // another one: nothing of the last helps
      folder.empty();
    }
    if (!state.isOf(offer)) {
      state = state.of(offer);
      folder.keep(state);
    }
    Optional<Result> ended = ended(server, offer, state, running);
    return ended.isPresent() ? ended.get() : fetch(server, offer, state, progress);
  }

  private Result waiting(Outcome why) {
    UpdateFolder.State state = folder.state();
    return new Result(why, state.version(), folder.fetched(), 0, "");
  }

  /** What was not installed yet is forgotten; of what was the server hears that it is too late. */
  private Result takeBack(UpdateServer server, String action)
      throws UpdateException, InterruptedException {
    UpdateFolder.State state = folder.state();
    boolean isOurs = !action.isEmpty() && state.action().equals(action);
    if (isOurs && folder.outcome(state.version()).isPresent()) {
      server.tell(action, UpdateServer.Stage.NOT_CANCELED, "it is installed already");
    } else {
      folder.empty();
      server.tell(action, UpdateServer.Stage.CANCELED, "");
    }
    return Result.NOTHING;
  }

  /** What there is to say of an update whose course is over; empty while it is not. */
  private Optional<Result> ended(
      UpdateServer server, Offer offer, UpdateFolder.State state, String running)
      throws UpdateException, InterruptedException {
    String word = folder.outcome(offer.version()).orElse("");
    boolean isRunning = running.equals(offer.version());
    if (isFailed(word)) {
      tell(server, state, UpdateServer.Stage.FAILED, word);
      folder.empty();
      return Optional.of(result(Outcome.FAILED, offer, word));
    }
    if (isRunning && (word.isEmpty() || word.startsWith("kept"))) {
      tell(server, state, UpdateServer.Stage.DONE, "");
      folder.empty();
      return Optional.of(result(Outcome.DONE, offer, ""));
    }
    if (isRunning || Files.exists(folder.ready())) { // on trial, or waiting for that
      tell(server, state, UpdateServer.Stage.FETCHED, WAITS);
      return Optional.of(result(Outcome.FETCHED, offer, ""));
    }
    return Optional.empty();
  }

  /** Once for each stage: a server that counts calls is not to be worn out. */
  private void tell(
      UpdateServer server, UpdateFolder.State state, UpdateServer.Stage stage, String detail)
      throws UpdateException, InterruptedException {
    if (!state.told().equals(stage.name())) {
      server.tell(state.action(), stage, detail);
      folder.keep(folder.state().told(stage.name()));
    }
  }

  private Result result(Outcome outcome, Offer offer, String cause) {
    long fetched = outcome == Outcome.FETCHED ? offer.bytes() : folder.fetched();
    return new Result(outcome, offer.version(), fetched, offer.bytes(), cause);
  }

  private Result fetch(UpdateServer server, Offer offer, UpdateFolder.State from, Listener progress)
      throws UpdateException, InterruptedException {
    long needed = 2 * offer.bytes() - folder.fetched() + SPARE_BYTES;
    if (folder.freeBytes() < needed) {
      throw new UpdateException(
          "version %s: %d MiB free, expected %d"
              .formatted(offer.version(), folder.freeBytes() >> 20, needed >> 20));
    }
    tell(server, from, UpdateServer.Stage.FETCHING, "");
    UpdateFolder.State state = folder.state().spent(today(), 0);
    while (folder.fetched() < offer.bytes()) {
      if (dailyBytes > 0 && state.spentBytes() >= dailyBytes) {
        return result(Outcome.WAITS_FOR_BUDGET, offer, "");
      }
      long before = folder.fetched();
      try {
        state = append(server, offer, state, progress);
      } catch (IOException e) {
        return result(Outcome.BROKEN_OFF, offer, cause(e));
      }
      if (folder.fetched() == before) {
        return result(Outcome.BROKEN_OFF, offer, "the server gave no more of it");
      }
    }
    folder.finish(offer);
    tell(server, folder.state(), UpdateServer.Stage.FETCHED, WAITS);
    return result(Outcome.FETCHED, offer, "");
  }

  private static String cause(IOException e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(time.instant(), ZoneOffset.UTC);
  }

  /** One connection's worth, or what the budget leaves of it. */
  private UpdateFolder.State append(
      UpdateServer server, Offer offer, UpdateFolder.State before, Listener progress)
      throws IOException, UpdateException, InterruptedException {
    UpdateFolder.State state = before;
    UpdateServer.Body body = server.bundle(offer, folder.fetched(), state.tag());
    long uncounted = 0;
    try (InputStream in = body.bytes();
        OutputStream out =
            Files.newOutputStream(
                folder.part(),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                body.from() == 0
                    ? StandardOpenOption.TRUNCATE_EXISTING
                    : StandardOpenOption.APPEND)) {
      if (!body.tag().equals(state.tag())) {
        state = state.tagged(body.tag());
        folder.keep(state);
      }
      byte[] chunk = new byte[CHUNK_BYTES];
      long at = body.from();
      long left = dailyBytes == 0 ? Long.MAX_VALUE : dailyBytes - state.spentBytes();
      for (int n = in.read(chunk); n >= 0 && left > 0; n = in.read(chunk)) {
        if (at + n > offer.bytes()) {
          throw new UpdateException(
              "%s: more than the %d bytes named".formatted(offer.bundle(), offer.bytes()));
        }
        out.write(chunk, 0, n);
        at += n;
        left -= n;
        uncounted += n;
        progress.at(at, offer.bytes());
        if (uncounted >= COUNT_EVERY_BYTES) {
          state = state.spent(today(), uncounted);
          uncounted = 0;
          folder.keep(state);
        }
      }
    } finally {
      state = state.spent(today(), uncounted);
      folder.keep(state);
    }
    return state;
  }
}
