/** Pictures in native memory and who owns them. The only API package that shows OpenCV. */
@NullMarked
package org.outrider.hal.image;

import org.jspecify.annotations.NullMarked;
