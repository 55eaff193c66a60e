/** Board readings from sysfs and procfs below a root that tests can replace. */
@NullMarked
package org.outrider.hal.driver.sysfs;

import org.jspecify.annotations.NullMarked;
