package org.outrider.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.outrider.hal.clock.SystemClock;
import org.outrider.hal.spi.Devices;
import org.outrider.hal.spi.HalContext;

class DeviceUriTest {

  @Test
  void schemeTargetAndParametersAreToldApart() {
    DeviceUri uri = DeviceUri.parse("v4l2:/dev/video0?size=1920x1080&fps=30");
    assertEquals("v4l2", uri.scheme());
    assertEquals("/dev/video0", uri.target());
    assertEquals("1920x1080", uri.param("size", ""));
    assertEquals(30, uri.intParam("fps", 25, 1, 60));
  }

  @Test
  void aStreamAddressStaysWhole() {
    String address = "rtsp://10.0.0.9/main?profile=1";
    assertEquals(address, DeviceUri.parse(address).target());
  }

  @Test
  void wrongTextsSayWhatIsExpected() {
    assertTrue(message("camera").contains("expected scheme:target"));
    assertTrue(message("sim:street?fast").contains("\"fast\", expected key=value"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://admin:hunter2@10.0.0.9/main",
        "rtsp://admin:hunter2@10.0.0.9:554/a?b=1",
        "RTSPS://ad%6Din:hunter%32@cam/main",
        "rtsp://hunter2@cam/main",
        "rtsp://admin:p@ss/hunter2@cam/main",
        "rtsp://cam/user=admin&password=hunter2&channel=1",
        "rtsp://cam/main?user=admin&pwd=hunter2",
        "gpsd://admin:hunter2@127.0.0.1",
        "file:clip.avi?token=hunter2"
      })
  void aPasswordIsNeitherInTheNameNorInAMessage(String text) {
    DeviceUri uri = DeviceUri.parse(text);
    String words =
        String.join(
            " ",
            uri.text(),
            uri.toString(),
            uri.hide("Could not open " + uri.target()),
            String.valueOf(new DeviceException(uri.text(), "401 for " + text, true).getMessage()));
    assertFalse(words.matches(".*hunter(2|%32).*"), words);
    assertTrue((uri.target() + uri.parameters()).matches(".*hunter(2|%32).*"), "for the driver");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rtsp://admin:hunter2@cam/main",
        "rtsp://admin:hunter%32@cam/main",
        "rtsp://hunter2@cam"
      })
  void aChildThatQuotesOnlyThePasswordDoesNotGiveItAway(String text) {
    assertEquals("password *** refused", DeviceUri.parse(text).hide("password hunter2 refused"));
  }

  @Test
  void anAddressWithoutSecretsIsSaidWhole() {
    String address = "rtsp://10.0.0.9:554/main?profile=1";
    assertEquals(address, DeviceUri.parse(address).text());
    assertEquals("404 for " + address, DeviceUri.parse(address).hide("404 for " + address));
  }

  private static String message(String text) {
    return assertThrows(IllegalArgumentException.class, () -> DeviceUri.parse(text)).getMessage();
  }

  @Test
  void aNumberOutOfRangeNamesTheRange() {
    DeviceUri uri = DeviceUri.parse("sim:street?fps=900");
    String message =
        assertThrows(IllegalArgumentException.class, () -> uri.intParam("fps", 25, 1, 120))
            .getMessage();
    assertTrue(message.contains("fps=900, expected a whole number 1 to 120"), message);
  }

  @Test
  void unknownParametersAreRefused() {
    DeviceUri uri = DeviceUri.parse("sim:street?fsp=25");
    String message =
        assertThrows(IllegalArgumentException.class, () -> uri.onlyKnows(Set.of("fps")))
            .getMessage();
    assertTrue(message.contains("unknown parameter [fsp], expected any of [fps]"), message);
  }

  @Test
  void anUnknownSchemeListsTheKnownOnes() {
    DeviceUri uri = DeviceUri.parse("firewire:0");
    HalContext context = new HalContext("front", new SystemClock());
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Devices().camera(uri, context))
            .getMessage();
    assertTrue(message.contains("expected any of [file, rpicam, rtsp, rtsps, sim, v4l2]"), message);
  }
}
