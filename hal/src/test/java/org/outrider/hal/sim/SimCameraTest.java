package org.outrider.hal.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.opencv.core.Core;
import org.outrider.hal.camera.CameraEvent;
import org.outrider.hal.camera.Frame;
import org.outrider.hal.image.Image;
import org.outrider.hal.spi.HalContext;

class SimCameraTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-21T12:00:00Z"));

  private SimCamera camera(double seconds) {
    return new SimCamera(
        StreetScript.parked("ABC1234", seconds, StreetScript.Light.DAY),
        640,
        360,
        5,
        false,
        new HalContext("front", clock));
  }

  @Test
  void framesAreStampedOnceByTheCamera() throws Exception {
    try (SimCamera camera = camera(1)) {
      clock.advance(Duration.ofSeconds(3));
      try (Frame frame = assertInstanceOf(Frame.class, camera.next())) {
        assertEquals("front", frame.cameraId());
        assertEquals(Instant.parse("2026-11-21T12:00:03Z"), frame.stamp().utc());
        assertEquals(clock.monotonicNanos(), frame.stamp().monotonicNanos());
        assertEquals(640, frame.image().widthPx());
      }
    }
  }

  @Test
  void aScriptEndsWhenItsTimeIsOver() throws Exception {
    try (SimCamera camera = camera(1)) {
      for (int i = 0; i <= 5; i++) {
        assertInstanceOf(Frame.class, camera.next()).close();
      }
      assertInstanceOf(CameraEvent.Ended.class, camera.next());
    }
  }

  @Test
  void aCameraThatIsClosedUnderItsReaderIsLostAndNothingBreaks() throws Exception {
    for (int i = 0; i < 20; i++) {
      SimCamera camera = camera(1e6); // whose end comes first on no machine
      CountDownLatch first = new CountDownLatch(1);
      AtomicReference<Object> end = new AtomicReference<>();
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      CameraEvent event = camera.next();
                      while (event instanceof Frame frame) {
                        frame.close();
                        first.countDown();
                        event = camera.next();
                      }
                      end.set(event);
                    } catch (Exception e) {
                      end.set(e);
                    }
                  });
      first.await();
      camera.close();
      reader.join();
      assertInstanceOf(CameraEvent.Lost.class, end.get());
      camera.close();
    }
  }

  @Test
  void aPulledCableIsAStateAndNoException() throws Exception {
    try (SimCamera camera = camera(10)) {
      camera.unplug();
      assertInstanceOf(CameraEvent.Lost.class, camera.next());
    }
  }

  @Test
  void theSameSeedGivesTheSameTraffic() {
    List<SimVehicle> first =
        StreetScript.traffic(9, 4, StreetScript.Light.DAY, List.of()).vehicles();
    assertEquals(first, StreetScript.traffic(9, 4, StreetScript.Light.DAY, List.of()).vehicles());
    assertNotEquals(
        first, StreetScript.traffic(9, 5, StreetScript.Light.DAY, List.of()).vehicles());
  }

  @Test
  void nobodyDrivesThroughTheOneInFront() {
    var vehicles = StreetScript.traffic(200, 77, StreetScript.Light.DAY, List.of()).vehicles();
    for (int i = 0; i < vehicles.size(); i++) {
      SimVehicle front = vehicles.get(i);
      for (SimVehicle other : vehicles.subList(i + 1, vehicles.size())) {
        boolean sameLane = front.laneM() < 0 == other.laneM() < 0;
        double last = front.startS() + front.durationS();
        if (sameLane && other.startS() < last) {
          assertTrue(other.distanceM(last) > SimVehicle.NEAR_M + 6, front + " is met by " + other);
        }
      }
    }
  }

  @Test
  void nightIsGrayAndDayIsNot() throws Exception {
    assertEquals(0, colourfulness(StreetScript.Light.NIGHT), 0.01);
    assertNotEquals(0, colourfulness(StreetScript.Light.DAY), 0.01);
  }

  private double colourfulness(StreetScript.Light light) throws Exception {
    try (SimCamera camera =
            new SimCamera(
                StreetScript.parked("ABC1234", 1, light),
                640,
                360,
                5,
                false,
                new HalContext("front", clock));
        Frame frame = assertInstanceOf(Frame.class, camera.next())) {
      var mean = Core.mean(frame.image().mat());
      return Math.abs(mean.val[0] - mean.val[2]);
    }
  }

  @Test
  void aPictureUsedAfterItsLastHolderClosedThrows() throws Exception {
    try (SimCamera camera = camera(1)) {
      Frame frame = assertInstanceOf(Frame.class, camera.next());
      Image image = frame.image().keep();
      frame.close();
      assertEquals(640, image.widthPx());
      image.close();
      assertThrows(IllegalStateException.class, image::mat);
      assertThrows(IllegalStateException.class, image::close);
    }
  }
}
