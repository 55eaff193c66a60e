/**
 * What every room of the agent stands on: values, faults, trust and files. Depends on no other
 * room.
 */
@NullMarked
package org.outrider.agent.base;

import org.jspecify.annotations.NullMarked;
