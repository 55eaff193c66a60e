package org.outrider.agent.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.health.Health;
import org.outrider.agent.read.UnitId;
import org.outrider.agent.store.SqliteStore;
import org.outrider.agent.uplink.LaneRules;
import org.outrider.agent.uplink.MqttOptions;
import org.outrider.agent.uplink.Topics;
import org.outrider.agent.uplink.Uplink;
import org.outrider.agent.uplink.mqtt.PahoTransport;
import org.outrider.hal.clock.UnitClock;

/** The way to central, as it is configured. */
final class CentralLink {
  private CentralLink() {}

  /**
   * Makes it; nothing is connected yet.
   *
   * @param beat on which a unit in a vehicle works
   */
  static Uplink of(
      UnitConfig.UplinkConfig u,
      UnitId id,
      Optional<String> beat,
      SqliteStore store,
      Health health,
      UnitClock clock) {
    MqttOptions options =
        new MqttOptions(
            u.url(), u.ca().orElse(null), u.certificate().orElse(null), u.key().orElse(null));
    List<String> heard = new ArrayList<>(Topics.heardBy(id));
    if (id.deployment().equals("mobile")) {
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
