package org.outrider.hal.driver.pi4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProvider;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.input.Input;
import org.outrider.hal.input.InputEvent;
import org.outrider.hal.light.Light;
import org.outrider.hal.sim.ManualClock;
import org.outrider.hal.spi.HalContext;

/** Our drivers on Pi4J's own simulated lines. */
class GpioTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));
  private final HalContext context = new HalContext("line", clock);
  private Context pi;
  private GpioLines lines;

  @BeforeEach
  void simulateABoard() {
    pi =
        Pi4J.newContextBuilder()
            .add(MockDigitalInputProvider.newInstance(), MockDigitalOutputProvider.newInstance())
            .build();
    lines = new GpioLines(() -> pi, "mock-digital-input", "mock-digital-output");
  }

  private Light light(String uri) throws DeviceException {
    return new GpioLightProvider(lines).open(DeviceUri.parse(uri), context);
  }

  private Input input(String uri) throws DeviceException {
    return new GpioInputProvider(lines).open(DeviceUri.parse(uri), context);
  }

  private DigitalState level() {
    return ((MockDigitalOutput) pi.registry().get("line")).state();
  }

  @Test
  void aLightIsOffUntilItIsSwitchedOn() throws Exception {
    try (Light light = light("gpio:17")) {
      assertEquals(DigitalState.LOW, level());
      light.set(true);
      assertEquals(DigitalState.HIGH, level());
      light.set(false);
      assertEquals(DigitalState.LOW, level());
    }
  }

  @Test
  void anActiveLowLightIsSwitchedTheOtherWayRound() throws Exception {
    try (Light light = light("gpio:17?active=low")) {
      assertEquals(DigitalState.HIGH, level());
      light.set(true);
      assertEquals(DigitalState.LOW, level());
    }
  }

  @Test
  void closingALightSwitchesItOff() throws Exception {
    Light light = light("gpio:17");
    light.set(true);
    MockDigitalOutput output = pi.registry().get("line");
    light.close();
    assertEquals(DigitalState.LOW, output.state());
  }

  @Test
  void aButtonTellsHowItStandsAndEachChangeWithItsTime() throws Exception {
    try (Input input = input("gpio:22?active=low&pull=up")) {
      MockDigitalInput line = pi.registry().get("line");
      boolean before = assertInstanceOf(InputEvent.Changed.class, input.next()).isOn();
      clock.advance(Duration.ofMillis(250));
      line.mockState(before ? DigitalState.HIGH : DigitalState.LOW);
      InputEvent.Changed changed = assertInstanceOf(InputEvent.Changed.class, input.next());
      assertEquals(!before, changed.isOn());
      assertEquals(clock.monotonicNanos(), changed.monotonicNanos());
    }
  }

  @Test
  void closingAButtonEndsTheWaitForIt() throws Exception {
    Input input = input("gpio:22");
    input.next();
    input.close();
    assertInstanceOf(InputEvent.Lost.class, input.next());
  }

  @Test
  void wrongLinesAreRefusedWithWhatIsExpected() {
    for (String uri : new String[] {"gpio:left", "gpio:17?active=blue", "gpio:4321"}) {
      String said = assertThrows(IllegalArgumentException.class, () -> light(uri)).getMessage();
      assertTrue(said.contains(uri) && said.contains("expected gpio:NUMBER"), said);
    }
    String said =
        assertThrows(IllegalArgumentException.class, () -> input("gpio:22?pull=hard")).getMessage();
    assertTrue(said.contains("expected up, down or off"), said);
  }

  @Test
  void aMachineWithoutSuchLinesIsADeviceErrorThatMayPass() {
    lines = new GpioLines(() -> pi, "gpiod-digital-input", "gpiod-digital-output");
    assertTrue(assertThrows(DeviceException.class, () -> light("gpio:17")).isTransient());
  }
}
