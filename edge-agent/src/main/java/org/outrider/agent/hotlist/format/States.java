package org.outrider.agent.hotlist.format;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Issuing authorities: the two letters of the NCIC code field LIS to ISO 3166-2. A digit where a
 * letter should be, as in the {@code 0H} of files that fold O to 0, is mended; what is not known
 * stays unknown.
 */
public final class States {
  private static final Map<String, String> ISO = new HashMap<>();

  static {
    for (String us :
        ("AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH"
                + " NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR GU VI AS MP")
            .split(" ")) {
      ISO.put(us, "US-" + us);
    }
    ISO.put("NB", "US-NE"); // NCIC's own code for Nebraska, because NE was taken
    for (String ca : "AB BC MB NS NT NU ON PE SK YT NL QC".split(" ")) {
      ISO.put(ca, "CA-" + ca);
    }
    ISO.put("NK", "CA-NB"); // NCIC: New Brunswick
    ISO.put("NF", "CA-NL");
    ISO.put("PQ", "CA-QC");
    ISO.put("XN", "CA");
    ISO.put("MM", "MX");
  }

  private States() {}

  /** ISO code of what a list says; null for nothing or an unknown code. */
  public static @Nullable String iso(String listed) {
    @Nullable String known = ISO.get(listed);
    if (known != null) {
      return known;
    }
    String s = listed.strip().toUpperCase(Locale.ROOT);
    if (s.matches("[A-Z]{2}-[A-Z0-9]{1,3}")) {
      return s;
    }
    if (s.startsWith("US") && s.length() == 5) {
      s = s.substring(3);
    }
    return s.length() == 2 ? ISO.get(s.replace('0', 'O').replace('1', 'I')) : null;
  }
}
