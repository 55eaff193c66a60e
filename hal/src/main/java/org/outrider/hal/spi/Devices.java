package org.outrider.hal.spi;

import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.outrider.hal.DeviceException;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Camera;
import org.outrider.hal.gnss.GnssReceiver;
import org.outrider.hal.input.Input;
import org.outrider.hal.light.Light;
import org.outrider.hal.probe.Probe;
import org.outrider.hal.service.ServiceManager;
import org.outrider.hal.sound.Sounder;

/** Opens devices by URI: the scheme chooses the driver, nothing is guessed. */
public final class Devices {
  private final NavigableMap<String, CameraProvider> cameras = load(CameraProvider.class);
  private final NavigableMap<String, GnssProvider> receivers = load(GnssProvider.class);
  private final NavigableMap<String, SounderProvider> sounders = load(SounderProvider.class);
  private final NavigableMap<String, LightProvider> lights = load(LightProvider.class);
  private final NavigableMap<String, InputProvider> inputs = load(InputProvider.class);
  private final NavigableMap<String, ProbeProvider> probes = load(ProbeProvider.class);

  private static <P extends Provider> NavigableMap<String, P> load(Class<P> type) {
    NavigableMap<String, P> found = new TreeMap<>();
    for (P provider : ServiceLoader.load(type)) {
      for (String scheme : provider.schemes()) {
        P other = found.put(scheme, provider);
        if (other != null) {
          throw new IllegalStateException(
              "two drivers for scheme " + scheme + ": " + other + ", " + provider);
        }
      }
    }
    return found;
  }

  private static <P> P choose(NavigableMap<String, P> drivers, DeviceUri uri) {
    P driver = drivers.get(uri.scheme());
    if (driver == null) {
      throw new IllegalArgumentException(
          "device \"%s\": no driver for \"%s:\", expected any of %s"
              .formatted(uri, uri.scheme(), drivers.keySet()));
    }
    return driver;
  }

  /** Opens a camera; see {@link CameraProvider#open}. */
  public Camera camera(DeviceUri uri, HalContext context) throws DeviceException {
    return choose(cameras, uri).open(uri, context);
  }

  /** Opens a still, a folder of stills or a clip by its path, as URIs cannot hold every name. */
  public Camera recording(Path path, HalContext context) throws DeviceException {
    if (cameras.get("file") instanceof RecordingProvider driver) {
      return driver.openFile(path, context);
    }
    throw new DeviceException(path.toString(), "no driver reads files", false);
  }

  /** Opens a satellite receiver. */
  public GnssReceiver gnss(DeviceUri uri, HalContext context) throws DeviceException {
    return choose(receivers, uri).open(uri, context);
  }

  /** Opens a sounder. */
  public Sounder sounder(DeviceUri uri, HalContext context) throws DeviceException {
    return choose(sounders, uri).open(uri, context);
  }

  /** Opens a light. */
  public Light light(DeviceUri uri, HalContext context) throws DeviceException {
    return choose(lights, uri).open(uri, context);
  }

  /** Opens a contact. */
  public Input input(DeviceUri uri, HalContext context) throws DeviceException {
    return choose(inputs, uri).open(uri, context);
  }

  /** Opens the board's probe. */
  public Probe probe(DeviceUri uri, HalContext context) throws DeviceException {
    return choose(probes, uri).open(uri, context);
  }

  /**
   * What watches over this process; nobody where no driver knows it.
   *
   * @param environment of the process
   */
  public ServiceManager serviceManager(Map<String, String> environment) {
    return ServiceLoader.load(ServiceManagerProvider.class).stream()
        .flatMap(p -> p.get().find(environment).stream())
        .findFirst()
        .orElse(ServiceManager.NONE);
  }

  /** Refuses a URI that no camera driver accepts, before anything is opened. */
  public void checkCamera(DeviceUri uri) {
    choose(cameras, uri).check(uri);
  }

  /** Refuses a URI that no receiver driver accepts. */
  public void checkGnss(DeviceUri uri) {
    choose(receivers, uri).check(uri);
  }

  /** Refuses a URI that no sounder driver accepts. */
  public void checkSounder(DeviceUri uri) {
    choose(sounders, uri).check(uri);
  }

  /** Refuses a URI that no driver of contacts accepts. */
  public void checkInput(DeviceUri uri) {
    choose(inputs, uri).check(uri);
  }

  /** Refuses a URI that no driver of a board's probe accepts. */
  public void checkProbe(DeviceUri uri) {
    choose(probes, uri).check(uri);
  }

  /** Refuses a URI that no light driver accepts. */
  public void checkLight(DeviceUri uri) {
    choose(lights, uri).check(uri);
  }
}
