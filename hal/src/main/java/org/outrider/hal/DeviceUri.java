package org.outrider.hal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Name of a device: {@code scheme:target?key=value&key=value}. Only {@link #target} holds a user
 * name and password, for the driver; {@link #text} goes into messages, logs and records and hides
 * them.
 *
 * @param text as it was configured, without user name and password
 * @param scheme lower case; chooses the driver
 * @param target what stands between scheme and parameters, without leading {@code //}
 * @param parameters in the order given
 */
public record DeviceUri(String text, String scheme, String target, Map<String, String> parameters) {

  public DeviceUri {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Parses a URI.
   *
   * @throws IllegalArgumentException saying what is wrong with which text
   */
  public static DeviceUri parse(String configured) {
    String text = Redaction.of(configured);
    int colon = configured.indexOf(':');
    if (colon < 1 || !configured.substring(0, colon).matches("[a-zA-Z][a-zA-Z0-9+.-]*")) {
      throw new IllegalArgumentException(
          "device \"" + text + "\": expected scheme:target, for example sim:street");
    }
    String scheme = configured.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = configured.substring(colon + 1);
    if (scheme.equals("rtsp") || scheme.equals("rtsps")) {
      return new DeviceUri(text, scheme, configured, Map.of());
    }
    int mark = rest.indexOf('?');
    String target = mark < 0 ? rest : rest.substring(0, mark);
    Map<String, String> parameters = new LinkedHashMap<>();
    if (mark >= 0) {
      for (String pair : rest.substring(mark + 1).split("&", -1)) {
        int is = pair.indexOf('=');
        if (is < 1) {
          throw new IllegalArgumentException(
              "device \""
                  + text
                  + "\": parameter \""
                  + Redaction.of(pair)
                  + "\", expected key=value");
        }
        parameters.put(pair.substring(0, is), pair.substring(is + 1));
      }
    }
    return new DeviceUri(
        text, scheme, target.startsWith("//") ? target.substring(2) : target, parameters);
  }

  /** A file as a device; its name is not parsed. */
  public static DeviceUri file(Path path) {
    return new DeviceUri("file:" + path, "file", path.toString(), Map.of());
  }

  /** A parameter as text. */
  public String param(String key, String otherwise) {
    return parameters.getOrDefault(key, otherwise);
  }

  /**
   * A parameter as a whole number.
   *
   * @throws IllegalArgumentException when it is no number or outside {@code min..max}
   */
  public int intParam(String key, int otherwise, int min, int max) {
    String value = parameters.get(key);
    if (value == null) {
      return otherwise;
    }
    try {
      int n = Integer.parseInt(value);
      if (n >= min && n <= max) {
        return n;
      }
    } catch (NumberFormatException e) {
      // said below with the range
    }
    throw new IllegalArgumentException(
        "device \"%s\": %s=%s, expected a whole number %d to %d"
            .formatted(text, key, value, min, max));
  }

  /**
   * Something that a child process or library says of the device, without user name and password,
   * whether it quotes the address or only a part of it.
   */
  public String hide(String words) {
    String hidden = Redaction.of(words);
    int mark = target.indexOf("://");
    int from = mark < 0 ? 0 : mark + 3;
    int at = target.lastIndexOf('@');
    if (at > from && text.contains(Redaction.HIDDEN)) {
      String user = target.substring(from, at);
      int colon = user.indexOf(':');
      for (String secret : List.of(user, user.substring(colon + 1))) {
        if (!secret.isEmpty()) {
          hidden = hidden.replace(secret, Redaction.HIDDEN);
          hidden = hidden.replace(decoded(secret), Redaction.HIDDEN);
        }
      }
    }
    return hidden;
  }

  private static String decoded(String secret) {
    try {
      return URLDecoder.decode(secret.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return secret; // its % escapes nothing
    }
  }

  /** Refuses parameters that the driver does not know. */
  public void onlyKnows(Set<String> known) {
    var unknown = new TreeSet<>(parameters.keySet());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "device \"%s\": unknown parameter %s, expected %s"
              .formatted(
                  text, unknown, known.isEmpty() ? "none" : "any of " + new TreeSet<>(known)));
    }
  }

  /**
   * A parameter that is one of several words.
   *
   * @param words that are allowed, in the order of the message
   * @throws IllegalArgumentException when it is another one
   */
  public String wordParam(String key, String otherwise, List<String> words) {
    String value = param(key, otherwise);
    if (!words.contains(value)) {
      throw new IllegalArgumentException(
          "device \"%s\": %s=%s, expected %s".formatted(text, key, value, listed(words)));
    }
    return value;
  }

  private static String listed(List<String> words) {
    int last = words.size() - 1;
    return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
  }

  /**
   * A parameter that is true or false; false when it is not there.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public boolean flagParam(String key) {
    return wordParam(key, "false", List.of("true", "false")).equals("true");
  }

  /** What is thrown for a target that the driver does not accept. */
  public IllegalArgumentException badTarget(String expected) {
    return new IllegalArgumentException(
        "device \"%s\": target \"%s\", expected %s"
            .formatted(text, Redaction.of(target), expected));
  }

  @Override
  public String toString() {
    return text;
  }
}
