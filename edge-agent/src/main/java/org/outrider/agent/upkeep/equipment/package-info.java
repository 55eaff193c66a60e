/**
 * Keeps the record of a unit's parts: reports them when they change, takes down damage, service and
 * counts, compares a fleet with its record, and tells whether a unit is where it belongs.
 */
@NullMarked
package org.outrider.agent.upkeep.equipment;

import org.jspecify.annotations.NullMarked;
