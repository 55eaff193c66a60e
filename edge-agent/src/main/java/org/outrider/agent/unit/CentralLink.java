package org.outrider.agent.unit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.link.uplink.LaneRules;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Uplink;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.link.uplink.mqtt.PahoTransport;
import org.outrider.agent.store.SqliteStore;
import org.outrider.hal.clock.UnitClock;

/** The way to central, as it is configured. */
public final class CentralLink {
  private CentralLink() {}

  /**
   * Makes it; nothing is connected yet.
   *
   * @param beat on which a unit in a vehicle works
   */
  public static Uplink of(
      UplinkConfig u,
      UnitId id,
      Optional<String> beat,
      SqliteStore store,
      Health health,
      UnitClock clock) {
    MqttOptions options =
        new MqttOptions(
            u.url(), u.ca().orElse(null), u.certificate().orElse(null), u.key().orElse(null));
    List<String> heard = new ArrayList<>(Topics.heardBy(id));
    if (id.deployment() == Deployment.MOBILE) {
      beat.ifPresent(b -> heard.add(Topics.beat(id.agency(), b)));
    }
    PahoTransport transport =
        new PahoTransport(
            options, "outrider-" + id.agency() + "-" + id.unit(), heard, Topics.state(id));
    return new Uplink(
        id,
        store,
        transport,
        health,
        clock,
        u.resend(),
        new LaneRules(u.bulkKbitPerSecond() * 125L, u.pictureInterfaces()));
  }
}
