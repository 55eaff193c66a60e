package org.outrider.agent.upkeep.update;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where updates are offered. Used by one thread. */
public interface UpdateServer extends AutoCloseable {

  /** How far the unit is with what was offered. */
  enum Stage {
    FETCHING,
    /** Fetched whole, and waits until it may be installed. */
    FETCHED,
    /** Runs, and is kept. */
    DONE,
    /** Will not run: refused, or given up on trial. */
    FAILED,
    /** The server took it back in time. */
    CANCELED,
    /** The server took it back, and it was too late. */
    NOT_CANCELED
  }

  /**
   * A bundle's bytes.
   *
   * @param from where they begin: where asked for, or at 0 when the bundle is another by now
   * @param tag what it was known by when these bytes were given; empty for none
   */
  record Body(InputStream bytes, long from, String tag) {}

  /**
   * What is offered now; empty for nothing.
   *
   * @param running version of the unit, for the server's record
   */
  Optional<Offer> offered(String running) throws UpdateException, InterruptedException;

  /** The action that the server takes back; empty for none. */
  default Optional<String> takenBack() {
    return Optional.empty();
  }

  /**
   * A bundle from a byte on.
   *
   * @param tag of the bytes before it; empty for none
   */
  Body bundle(Offer offer, long from, String tag)
      throws IOException, UpdateException, InterruptedException;

  /** Tells how far it is. */
  void tell(String action, Stage stage, String detail) throws UpdateException, InterruptedException;

  @Override
  void close();
}
