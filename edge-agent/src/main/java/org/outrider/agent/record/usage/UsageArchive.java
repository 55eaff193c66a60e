package org.outrider.agent.record.usage;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Usage reports that a server stores; found by {@link java.util.ServiceLoader}. */
public interface UsageArchive {

  /**
   * Reads all reports.
   *
   * @param url JDBC address of the server's database
   * @return name of the unit (AGENCY/UNIT) and the report it sent
   * @throws IOException when the database cannot be read
   */
  List<Map.Entry<String, byte[]>> reports(String url) throws IOException;
}
