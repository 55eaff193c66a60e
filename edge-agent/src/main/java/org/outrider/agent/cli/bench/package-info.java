/** Measurements that a technician runs on a board: frames, alerts, start, memory. */
@NullMarked
package org.outrider.agent.cli.bench;

import org.jspecify.annotations.NullMarked;
