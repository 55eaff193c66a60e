package org.outrider.hal.spi;

import java.nio.file.Path;
import org.outrider.hal.DeviceException;
import org.outrider.hal.camera.Camera;

/** Driver that reads files as a camera, whatever characters or bytes their names are made of. */
public interface RecordingProvider {

  /** Opens a still, a folder of stills or a clip. */
  Camera openFile(Path path, HalContext context) throws DeviceException;
}
