/**
 * Values that say what a unit consists of: its parts with their serial numbers, where it is
 * assigned to be, and how often it is cleaned, serviced and counted.
 */
@NullMarked
package org.outrider.agent.upkeep.inventory;

import org.jspecify.annotations.NullMarked;
