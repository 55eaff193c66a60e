package org.outrider.central;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.record.usage.UsageArchive;
import org.outrider.agent.store.StoreException;
import org.outrider.hal.clock.SystemClock;

/** Usage reports in central's database. */
public final class StoredUsage implements UsageArchive {
  @Override
  public List<Map.Entry<String, byte[]>> reports(String url) throws IOException {
    try (JdbcCentralStore store =
        JdbcCentralStore.open(
            DatabaseAddress.of(url, null, System.getenv()), new SystemClock()::utc)) {
      return store.bodies("usage");
    } catch (StoreException | CommandException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
