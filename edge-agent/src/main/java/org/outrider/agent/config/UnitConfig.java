package org.outrider.agent.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.outrider.agent.enrol.Enrolment;
import org.outrider.agent.inventory.Assignment;
import org.outrider.agent.inventory.Component;
import org.outrider.agent.inventory.MaintenancePlan;
import org.outrider.agent.inventory.Survey;
import org.outrider.agent.position.Zone;
import org.outrider.agent.update.UpdateSettings;
import org.outrider.agent.vision.PictureMask;
import org.outrider.hal.DeviceUri;

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
    Gnss gnss,
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

  /** {@code [unit]}: who this is. */
  public record Unit(String agency, String id, String deployment, Optional<String> beat) {}

  /**
   * {@code [inventory]}, {@code [[part]]}, {@code [assignment]} and {@code [survey]}: what the unit
   * consists of and where it belongs.
   *
   * @param assetTag label of the whole unit; empty for none
   * @param board where the board tells of itself
   * @param survey where it was found to stand
   * @param parts what the unit cannot find out by itself, and labels of what it can
   */
  public record InventoryConfig(
      String assetTag,
      DeviceUri board,
      MaintenancePlan plan,
      List<Component> parts,
      Assignment assignment,
      Optional<Survey> survey) {
    public InventoryConfig {
      parts = List.copyOf(parts);
    }
  }

  /**
   * {@code [[camera]]}: one camera.
   *
   * @param mask what of its picture is blackened
   */
  public record CameraConfig(String id, DeviceUri uri, PictureMask mask) {}

  /**
   * {@code [gnss]}: the receiver.
   *
   * @param fresh age up to which a fix tells where the unit is
   */
  public record Gnss(DeviceUri uri, Duration fresh) {}

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
   * {@code [hotlist]}: what reads are compared with; neither for a unit that only collects.
   *
   * @param file a small CSV file, unsigned
   * @param folder where releases are taken in
   * @param sync where newer ones are looked for; empty when they are brought
   */
  public record HotListConfig(
      Optional<Path> file, Optional<Path> folder, Optional<SyncConfig> sync) {}

  /**
   * {@code [hotlist] urls}: where newer lists come from, besides the uplink.
   *
   * @param urls of manifests, https; none when central alone sends lists
   * @param keys public keys that lists must be signed by
   * @param tls by which lists are fetched; empty when none ever is
   */
  public record SyncConfig(List<URI> urls, Path keys, Optional<Tls> tls) {
    public SyncConfig {
      urls = List.copyOf(urls);
    }
  }

  /**
   * {@code [policy]}: whose rules hold.
   *
   * @param profile id of a shipped one, or the path of a signed file
   * @param keys public keys that a file must be signed by
   * @param retentionDays for which central keeps reads, where the profile leaves it to the site
   */
  public record PolicyConfig(
      String profile, Optional<Path> keys, Optional<Integer> retentionDays) {}

  /** The PEM files of mutual TLS: the pinned authority, the unit's certificate and its key. */
  public record Tls(Path ca, Path certificate, Path key) {}

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
   * {@code [users]}: who may log on.
   *
   * @param list signed
   * @param keys public keys that it must be signed by
   * @param accounts where failed tries are remembered
   */
  public record UsersConfig(Path list, Path keys, Path accounts) {}

  /**
   * {@code [console]}: the page for those who use the unit.
   *
   * @param tls certificate and key, PEM; needed for any address but this machine's own
   */
  public record ConsoleConfig(String host, int port, Optional<ConsoleTls> tls) {}

  /** The PEM files by which a console proves who it is. */
  public record ConsoleTls(Path certificate, Path key) {}

  /**
   * {@code [uplink]}: how central is reached.
   *
   * @param keys public keys that holds must be signed by; empty where central sends none
   * @param bulkKbitPerSecond that reads and pictures may take; 0 for no limit
   * @param pictureInterfaces of which one must be up for pictures; none for any
   */
  public record UplinkConfig(
      String url,
      Optional<Path> ca,
      Optional<Path> certificate,
      Optional<Path> key,
      Optional<Path> keys,
      Duration resend,
      int bulkKbitPerSecond,
      List<String> pictureInterfaces) {
    public UplinkConfig {
      pictureInterfaces = List.copyOf(pictureInterfaces);
    }
  }
}
