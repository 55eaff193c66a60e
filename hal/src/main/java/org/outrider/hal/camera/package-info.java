/**
 * Cameras and the frames they give. A camera is read by one thread; a lost camera says so and is
 * opened again by its reader.
 */
@NullMarked
package org.outrider.hal.camera;

import org.jspecify.annotations.NullMarked;
