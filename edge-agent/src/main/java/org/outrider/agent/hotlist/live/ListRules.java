package org.outrider.agent.hotlist.live;

import org.outrider.agent.hotlist.AgeLimits;
import org.outrider.agent.hotlist.custom.CustomRules;
import org.outrider.agent.hotlist.release.ImportRules;

/**
 * Rules of the profile for the lists in force.
 *
 * @param ages ages at which a list is stale or unreliable
 * @param imports rows that are accepted from a source
 * @param entries rules for entries that the agency's own people make
 */
public record ListRules(AgeLimits ages, ImportRules imports, CustomRules entries) {}
