package org.outrider.hal.driver.video;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outrider.hal.DeviceUri;

/** A frame size as a URI parameter, {@code 1280x720}. */
record FrameSize(int widthPx, int heightPx) {
  private static final Pattern FORM = Pattern.compile("(\\d{2,5})x(\\d{2,5})");

  static FrameSize of(DeviceUri uri, String key, String otherwise) {
    Matcher m = FORM.matcher(uri.param(key, otherwise));
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "device \"%s\": %s=%s, expected WIDTHxHEIGHT"
              .formatted(uri, key, uri.param(key, otherwise)));
    }
    return new FrameSize(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
  }
}
