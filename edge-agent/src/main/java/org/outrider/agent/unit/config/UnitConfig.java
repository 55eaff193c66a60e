package org.outrider.agent.unit.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.hotlist.live.HotListConfig;
import org.outrider.agent.link.uplink.UplinkConfig;
import org.outrider.agent.people.iam.UsersConfig;
import org.outrider.agent.policy.PolicyConfig;
import org.outrider.agent.reading.position.GnssConfig;
import org.outrider.agent.reading.position.Zone;
import org.outrider.agent.reading.vision.PictureMask;
import org.outrider.agent.upkeep.enrol.Enrolment;
import org.outrider.agent.upkeep.equipment.EquipmentConfig;
import org.outrider.agent.upkeep.inventory.InventoryConfig;
import org.outrider.agent.upkeep.update.UpdateSettings;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Turn;

/**
 * The whole configuration, checked. Keys and units stand in {@code docs/configuration.md}.
 *
 * @param led lamp that tells how the unit is; empty for none
 * @param users empty for a unit that nobody logs on to
 * @param console empty for a unit without one
 * @param noCapture where nothing is recorded (CAP-03)
 * @param uplink empty for a unit that keeps what it reads
 * @param update empty for one whose updates are brought
 */
public record UnitConfig(
    Unit unit,
    List<CameraConfig> cameras,
    GnssConfig gnss,
    Detect detect,
    AlertConfig alert,
    Optional<DeviceUri> led,
    HotListConfig hotlist,
    PolicyConfig policy,
    StoreConfig store,
    AuditConfig audit,
    Optional<UsersConfig> users,
    Optional<ConsoleConfig> console,
    Optional<UplinkConfig> uplink,
    Optional<Enrolment.Settings> enrolment,
    Optional<UpdateSettings> update,
    InventoryConfig inventory,
    List<Zone> noCapture) {

  public UnitConfig {
    cameras = List.copyOf(cameras);
    noCapture = List.copyOf(noCapture);
  }

  /** Configuration of the equipment watch. */
  public EquipmentConfig equipment() {
    Map<String, DeviceUri> uris = new LinkedHashMap<>();
    cameras.forEach(c -> uris.put(c.id(), c.uri()));
    return new EquipmentConfig(inventory, uris, gnss.uri(), store.file());
  }

  /** {@code [unit]}: who this is. */
  public record Unit(String agency, String id, Deployment deployment, Optional<String> beat) {}

  /**
   * {@code [[camera]]}: one camera.
   *
   * @param mask what of its picture, once upright, is blackened
   * @param turn how its picture is brought upright
   */
  public record CameraConfig(String id, DeviceUri uri, PictureMask mask, Turn turn) {}

  /** {@code [detect]}: how plates are looked for. */
  public record Detect(int longSidePx, boolean nearPasses, OptionalDouble threshold, int threads) {}

  /**
   * {@code [alert]}: how an officer is told, and answers.
   *
   * @param acceptButton contact that accepts the most urgent alert
   * @param rejectButton contact that rejects it
   */
  public record AlertConfig(
      DeviceUri sound,
      DeviceUri light,
      Duration coolDown,
      Optional<DeviceUri> acceptButton,
      Optional<DeviceUri> rejectButton) {}

  /**
   * {@code [store]}: what was read, until it may be purged.
   *
   * @param mostMb that the database may take
   */
  public record StoreConfig(Path file, int mostMb) {}

  /**
   * {@code [audit]}: who did what.
   *
   * @param key of the unit, {@code NAME.key.pem}; made when it is not there
   */
  public record AuditConfig(Path file, Path key) {}

  /**
   * {@code [console]}: the page for those who use the unit.
   *
   * @param tls certificate and key, PEM; needed for any address but this machine's own
   */
  public record ConsoleConfig(String host, int port, Optional<ConsoleTls> tls) {}

  /** The PEM files by which a console proves who it is. */
  public record ConsoleTls(Path certificate, Path key) {}
}
