package org.outrider.hal.sim;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.spi.CameraProvider;
import org.outrider.hal.spi.HalContext;

/**
 * {@code
 * sim:street?vehicles=12&seed=1&light=day&size=1280x720&fps=25&pace=real&plates=ABC123,XY12345} or
 * {@code sim:parked?plates=ABC123&seconds=600}.
 */
public final class SimCameraProvider implements CameraProvider {
  private static final Pattern SIZE = Pattern.compile("(\\d{3,4})x(\\d{3,4})");

  @Override
  public Set<String> schemes() {
    return Set.of("sim");
  }

  @Override
  public void check(DeviceUri uri) {
    script(uri);
    size(uri);
    fps(uri);
    isRealTime(uri);
  }

  @Override
  public Camera open(DeviceUri uri, HalContext context) {
    Matcher size = size(uri);
    return new SimCamera(
        script(uri),
        Integer.parseInt(size.group(1)),
        Integer.parseInt(size.group(2)),
        fps(uri),
        isRealTime(uri),
        context);
  }

  private static StreetScript script(DeviceUri uri) {
    uri.onlyKnows(Set.of("vehicles", "seed", "light", "size", "fps", "pace", "plates", "seconds"));
    StreetScript.Light light = light(uri);
    List<String> plates =
        Arrays.stream(uri.param("plates", "").split(",")).filter(p -> !p.isBlank()).toList();
    return switch (uri.target()) {
      case "street" ->
          StreetScript.traffic(
              uri.intParam("vehicles", 12, 0, 100_000),
              uri.intParam("seed", 1, 0, Integer.MAX_VALUE),
              light,
              plates);
      case "parked" ->
          StreetScript.parked(
              plates.isEmpty() ? "ABC1234" : plates.getFirst(),
              uri.intParam("seconds", 600, 1, 1_000_000),
              light);
      default -> throw uri.badTarget("street or parked");
    };
  }

  private static Matcher size(DeviceUri uri) {
    Matcher size = SIZE.matcher(uri.param("size", "1280x720"));
    if (!size.matches()) {
      throw new IllegalArgumentException(
          "device \"%s\": size=%s, expected WIDTHxHEIGHT".formatted(uri, uri.param("size", "")));
    }
    return size;
  }

  private static int fps(DeviceUri uri) {
    return uri.intParam("fps", 25, 1, 120);
  }

  private static boolean isRealTime(DeviceUri uri) {
    return uri.wordParam("pace", "real", List.of("real", "fast")).equals("real");
  }

  private static StreetScript.Light light(DeviceUri uri) {
    String name = uri.param("light", "day");
    try {
      return StreetScript.Light.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "device \"%s\": light=%s, expected day, dusk or night".formatted(uri, name), e);
    }
  }
}
