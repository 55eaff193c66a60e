/** systemd as the service manager, spoken to by its datagram socket (sd_notify(3)). */
@NullMarked
package org.outrider.hal.driver.systemd;

import org.jspecify.annotations.NullMarked;
