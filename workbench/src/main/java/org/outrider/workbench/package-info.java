/** The demo, and the measurements that no unit needs. */
@NullMarked
package org.outrider.workbench;

import org.jspecify.annotations.NullMarked;
