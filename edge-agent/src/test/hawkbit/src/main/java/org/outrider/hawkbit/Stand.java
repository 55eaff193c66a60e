package org.outrider.hawkbit;

import org.eclipse.hawkbit.autoconfigure.security.EnableHawkbitManagedSecurityConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The server with everything in memory; settings come as arguments. */
@SpringBootApplication
@EnableHawkbitManagedSecurityConfiguration
public class Stand {
  public static void main(String[] args) {
    SpringApplication.run(Stand.class, args);
  }
}
