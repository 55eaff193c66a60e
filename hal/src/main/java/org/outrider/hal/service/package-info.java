/** What watches over the agent from outside: told that it is ready, alive, and about to stop. */
@NullMarked
package org.outrider.hal.service;

import org.jspecify.annotations.NullMarked;
