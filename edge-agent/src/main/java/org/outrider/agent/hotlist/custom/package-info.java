/**
 * Entries that people make: asked for, approved, renewed, located, removed, each by a named person
 * and within the agency's rules. May depend on {@code hotlist}; the SQLite side stands in {@code
 * store}. Not safe for several threads.
 */
@NullMarked
package org.outrider.agent.hotlist.custom;

import org.jspecify.annotations.NullMarked;
