package org.outrider.hal.service;

import java.time.Duration;
import java.util.Optional;

/** Watches over the agent from outside. What cannot be told is no reason to stop. */
public interface ServiceManager extends AutoCloseable {

  /** Nobody watches. */
  ServiceManager NONE =
      new ServiceManager() {
        @Override
        public void ready(String status) {}

        @Override
        public void alive(String status) {}

        @Override
        public void stopping() {}

        @Override
        public Optional<Duration> patience() {
          return Optional.empty();
        }

        @Override
        public void close() {}
      };

  /** All parts run. */
  void ready(String status);

  /** Work goes on; to be told at least twice within {@link #patience}. */
  void alive(String status);

  /** The agent is about to end. */
  void stopping();

  /** How long it waits for a sign of life before it starts the agent anew; empty for ever. */
  Optional<Duration> patience();

  @Override
  void close();
}
