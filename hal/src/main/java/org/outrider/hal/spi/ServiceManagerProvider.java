package org.outrider.hal.spi;

import java.util.Map;
import java.util.Optional;
import org.outrider.hal.service.ServiceManager;

/** Finds the service manager that started this process, where it is of the provider's kind. */
public interface ServiceManagerProvider {

  /**
   * Looks for it.
   *
   * @param environment of the process
   * @return empty where it is of another kind, or there is none
   */
  Optional<ServiceManager> find(Map<String, String> environment);
}
