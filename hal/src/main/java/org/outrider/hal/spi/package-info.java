/**
 * How drivers are found: one provider per kind of device, by ServiceLoader, chosen by the scheme of
 * the device's URI.
 */
@NullMarked
package org.outrider.hal.spi;

import org.jspecify.annotations.NullMarked;
