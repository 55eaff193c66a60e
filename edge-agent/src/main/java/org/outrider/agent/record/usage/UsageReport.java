package org.outrider.agent.record.usage;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import java.time.LocalDate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.outrider.agent.base.text.PlainPage;

/**
 * What all units of an agency did between two days: what supervisors review and what is published.
 * It holds counts alone.
 *
 * @param from first day
 * @param until first day that is not in it any more
 */
public record UsageReport(LocalDate from, LocalDate until, Map<String, List<UsageDay>> units) {
  public UsageReport {
    units = Collections.unmodifiableMap(new TreeMap<>(units));
  }

  /** All counts of the time together. */
  public Map<String, Long> totals() {
    return sum(units.values().stream().flatMap(List::stream).toList());
  }

  /** All counts of a unit. */
  public Map<String, Long> ofUnit(String unit) {
    return sum(units.getOrDefault(unit, List.of()));
  }

  /** All counts of each day; days without any are there too. */
  public Map<LocalDate, Map<String, Long>> days() {
    Map<LocalDate, Map<String, Long>> out = new LinkedHashMap<>();
    for (LocalDate day = from; day.isBefore(until); day = day.plusDays(1)) {
      LocalDate of = day;
      out.put(
          day,
          sum(
              units.values().stream()
                  .flatMap(List::stream)
                  .filter(u -> u.day().equals(of))
                  .toList()));
    }
    return out;
  }

  private static Map<String, Long> sum(List<UsageDay> days) {
    Map<String, Long> out = new TreeMap<>();
    days.forEach(d -> d.counts().forEach((name, n) -> out.merge(name, n, Long::sum)));
    return out;
  }

  /** The share of answered hits that were rejected as misread, per cent; NaN without any. */
  public double misreadPercent() {
    Map<String, Long> all = totals();
    long answered =
        all.getOrDefault(UsageCounts.ACCEPTED, 0L) + all.getOrDefault(UsageCounts.REJECTED, 0L);
    return answered == 0
        ? Double.NaN
        : 100.0 * all.getOrDefault(UsageCounts.MISREAD, 0L) / answered;
  }

  /** A name as people read it. */
  public static String title(String name) {
    String words = name.replace('_', ' ').replace(".", ": ");
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** One line a unit, day and count, with a head. */
  public String csv() {
    StringBuilder out = new StringBuilder("unit,day,name,count\n");
    units.forEach(
        (unit, days) ->
            days.forEach(
                d ->
                    d.counts()
                        .forEach(
                            (name, n) ->
                                out.append(unit)
                                    .append(',')
                                    .append(d.day())
                                    .append(',')
                                    .append(name)
                                    .append(',')
                                    .append(n)
                                    .append('\n'))));
    return out.toString();
  }

  /** A page to be printed or published. */
  public String html() {
    PlainPage out = new PlainPage();
    TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.outrider.agent.console")
        .render("usage.jte", this, out);
    return out.toString();
  }
}
