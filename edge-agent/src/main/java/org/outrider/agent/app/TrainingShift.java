package org.outrider.agent.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.outrider.agent.config.UnitConfig;
import org.outrider.agent.inventory.Assignment;
import org.outrider.agent.vision.PictureMask;
import org.outrider.hal.DeviceUri;

/**
 * The same unit for practice (TRN-01): its people, its policy, its console, sound and light, over a
 * simulated street with a list of its own. Everything lies in a folder of its own, which each
 * practice begins empty, and there is no way to central: nothing of it can mix with what is real.
 */
final class TrainingShift {
  /** Beside the unit's database. */
  static final String FOLDER = "training";

  private static final String LISTED =
      """
      plate,state,category,priority,vehicle,instructions
      GLF4827,CT,stolen_vehicle,10,"2019 GRY SEDAN",TRAINING: approach with care.
      TNK3056,CT,amber_alert,0,"2021 BLU VAN","TRAINING: two children aboard. Do not pursue; report position."
      KRV9014,CT,bolo,40,"BLK PICKUP","TRAINING: one character differs. Look twice."
      """;

  private TrainingShift() {}

  /**
   * A unit's configuration for practice.
   *
   * @param vehicles that pass
   * @throws CommandException when its folder cannot be made
   */
  static UnitConfig of(UnitConfig real, int vehicles) throws CommandException {
    Path beside = Objects.requireNonNull(real.store().file().toAbsolutePath().getParent());
    Path folder = beside.resolve(FOLDER);
    try {
      if (Files.exists(folder)) {
        Scratch.delete(folder);
      }
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("list.csv"), LISTED);
    } catch (IOException e) {
      throw new CommandException(folder + ": cannot be made: " + e.getMessage());
    }
    UnitConfig.CameraConfig street =
        new UnitConfig.CameraConfig(
            "training",
            DeviceUri.parse(
                "sim:street?vehicles=%d&seed=11&plates=%s".formatted(vehicles, DemoShift.plates())),
            PictureMask.NONE);
    return new UnitConfig(
        real.unit(),
        List.of(street),
        new UnitConfig.Gnss(DeviceUri.parse("sim:drive"), real.gnss().fresh()),
        real.detect(),
        real.alert(),
        real.led(),
        new UnitConfig.HotListConfig(
            Optional.of(folder.resolve("list.csv")),
            Optional.of(folder.resolve("lists")),
            Optional.empty()),
        real.policy(),
        new UnitConfig.StoreConfig(folder.resolve("outrider.db"), real.store().mostMb()),
        new UnitConfig.AuditConfig(folder.resolve("audit.db"), real.audit().key()),
        real.users(),
        real.console(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new UnitConfig.InventoryConfig(
            "",
            real.inventory().board(),
            real.inventory().plan(),
            List.of(),
            Assignment.NONE,
            Optional.empty()),
        List.of());
  }
}
