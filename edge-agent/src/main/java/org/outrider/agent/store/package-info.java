/**
 * The unit's memory: reads, pictures, hits and the outbox in one SQLite database, written by one
 * thread in group commits. The only package that knows JDBC.
 */
@NullMarked
package org.outrider.agent.store;

import org.jspecify.annotations.NullMarked;
