package org.outrider.agent.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.record.evidence.Evidence;

/** All that a unit's databases know of one read. */
public final class SqliteEvidence {
  private SqliteEvidence() {}

  /**
   * Collects it, beside a unit that may run.
   *
   * @param id of the read, or of a hit on it
   * @return empty where there is no such read any more
   */
  public static Optional<Evidence> of(Path store, SqliteAuditStore audit, String id)
      throws StoreException, org.outrider.agent.people.audit.AuditException {
    Health health = new Health();
    try (UnitDatabase database = UnitDatabase.beside(store, health)) {
      String[] readId = {id};
      database.query(
          "SELECT read_id FROM hit WHERE hit_id = ?",
          s -> s.setString(1, id),
          r -> readId[0] = r.getString(1));
      Map<String, byte[]> records = new TreeMap<>();
      Map<String, byte[]> pictures = new TreeMap<>();
      List<String> ids = new ArrayList<>(List.of(readId[0]));
      database.query(
          "SELECT body FROM read WHERE read_id = ? AND is_final = 1",
          s -> s.setString(1, readId[0]),
          r -> records.put("read.json", r.getBytes(1)));
      if (records.isEmpty()) {
        return Optional.empty();
      }
      database.query(
          "SELECT hit_id, body FROM hit WHERE read_id = ? ORDER BY hit_id",
          s -> s.setString(1, readId[0]),
          r -> {
            ids.add(r.getString(1));
            records.put("hit-%d.json".formatted(ids.size() - 1), r.getBytes(2));
          });
      int[] steps = {0};
      database.query(
          "SELECT step.body FROM step JOIN hit USING (hit_id) WHERE read_id = ? ORDER BY at_ms",
          s -> s.setString(1, readId[0]),
          r -> records.put("step-%d.json".formatted(++steps[0]), r.getBytes(1)));
      Map<String, Integer> seen = new TreeMap<>();
      Map<String, String> names = new LinkedHashMap<>();
      database.query(
          "SELECT role, sha256 FROM picture WHERE read_id = ? ORDER BY rowid",
          s -> s.setString(1, readId[0]),
          r -> names.put(r.getString(2), r.getString(1).toLowerCase(Locale.ROOT)));
      names.forEach(
          (sha256, role) -> {
            byte[] picture = PictureRows.picture(database, sha256);
            if (picture != null) { // else it is a fault, which is told below
              pictures.put(role + "-" + seen.merge(role, 1, Integer::sum) + ".jpg", picture);
            }
          });
      if (!health.faults().isEmpty()) {
        throw new StoreException(store + ": cannot be read: " + health.faults().getFirst().cause());
      }
      List<String> custody = new ArrayList<>();
      audit.each(
          line -> {
            if (ids.stream().anyMatch(i -> line.contains('"' + i + '"'))) {
              custody.add(line);
            }
          });
      return Optional.of(new Evidence(readId[0], records, pictures, custody));
    }
  }
}
