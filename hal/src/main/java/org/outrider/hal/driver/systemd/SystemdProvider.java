package org.outrider.hal.driver.systemd;

import java.util.Map;
import java.util.Optional;
import org.outrider.hal.service.ServiceManager;
import org.outrider.hal.spi.ServiceManagerProvider;

/** Finds systemd by its environment. */
public final class SystemdProvider implements ServiceManagerProvider {
  @Override
  public Optional<ServiceManager> find(Map<String, String> environment) {
    return SystemdNotify.of(environment);
  }
}
