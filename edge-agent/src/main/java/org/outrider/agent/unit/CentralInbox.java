package org.outrider.agent.unit;

import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.hotlist.live.ListUpdates;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.link.directive.BeatHits;
import org.outrider.agent.link.directive.Directives;
import org.outrider.agent.link.uplink.CentralListener;

/**
 * Messages of central, each handed to the part that handles it.
 *
 * @param sync null on a unit that accepts no lists of central
 */
record CentralInbox(
    @Nullable ListUpdates sync,
    ListsInForce lists,
    Directives directives,
    BeatHits beatHits,
    Health health)
    implements CentralListener {

  @Override
  public void releaseOffered(byte[] message) {
    if (sync == null) {
      health.raise(
          FaultCode.HOTLIST_UPDATE_FAILED,
          "message of central",
          "hotlist.keys: (missing), central sends a list");
    } else {
      sync.offer(message);
    }
  }

  @Override
  public void directive(String kind, byte[] message) {
    directives.take(kind, message);
  }

  @Override
  public void beatHit(byte[] message) {
    beatHits.take(message);
  }

  @Override
  public boolean requestRejected(byte[] body, String cause) {
    return lists.rejected(body, cause);
  }
}
