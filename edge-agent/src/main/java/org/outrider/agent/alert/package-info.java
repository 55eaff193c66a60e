/** From a hit to what the officer hears and sees. An alert never depends on storage or network. */
@NullMarked
package org.outrider.agent.alert;

import org.jspecify.annotations.NullMarked;
