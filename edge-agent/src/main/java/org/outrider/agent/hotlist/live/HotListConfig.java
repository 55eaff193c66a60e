package org.outrider.agent.hotlist.live;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;

/**
 * {@code [hotlist]}: what reads are compared with; neither for a unit that only collects.
 *
 * @param file a small CSV file, unsigned
 * @param zone whose midnights begin and end the days of its entries
 * @param folder where releases are taken in
 * @param sync where newer ones are looked for; empty when they are brought
 */
public record HotListConfig(
    Optional<Path> file, ZoneId zone, Optional<Path> folder, Optional<SyncConfig> sync) {}
