package org.outrider.agent.people.audit;

import java.util.List;
import java.util.function.Consumer;

/** Keeps the events of a unit. Several processes may append; each event is durable at return. */
public interface AuditStore extends AutoCloseable {

  /** Where a chain ends: the last number and hash. */
  record Head(long seq, String hash) {
    /** Before the first event. */
    public static final Head START = new Head(0, "0".repeat(64));
  }

  /** Makes the event that follows a head. */
  @FunctionalInterface
  interface Link {
    AuditEvent after(Head head) throws AuditException;
  }

  /** Appends one event; nobody else appends between head and event. */
  AuditEvent append(Link link) throws AuditException;

  /** All lines in order. */
  void each(Consumer<String> line) throws AuditException;

  /** The oldest events that were not handed on to central yet, in order. */
  List<AuditEvent> untold(int most) throws AuditException;

  /** Events up to this one were handed on. */
  void told(long seq) throws AuditException;

  /** Everything is to be told once more; what is known by then is known. */
  void tellAgain() throws AuditException;

  @Override
  void close();
}
