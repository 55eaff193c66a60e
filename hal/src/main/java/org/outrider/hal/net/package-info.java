/** Which ways out the machine has now. Needs the JDK alone; safe for any thread. */
@NullMarked
package org.outrider.hal.net;

import org.jspecify.annotations.NullMarked;
