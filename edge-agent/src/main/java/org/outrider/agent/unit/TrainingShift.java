package org.outrider.agent.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.durable.Scratch;
import org.outrider.agent.hotlist.live.HotListConfig;
import org.outrider.agent.reading.position.GnssConfig;
import org.outrider.agent.reading.vision.PictureMask;
import org.outrider.agent.unit.config.UnitConfig;
import org.outrider.agent.upkeep.inventory.Assignment;
import org.outrider.agent.upkeep.inventory.InventoryConfig;
import org.outrider.hal.DeviceUri;
import org.outrider.hal.camera.Turn;

/**
 * The same unit for practice (TRN-01): its people, its policy, its console, sound and light, over a
 * simulated street with a list of its own. Everything lies in a folder of its own, which each
 * practice begins empty, and there is no way to central: nothing of it can mix with what is real.
 */
public final class TrainingShift {
  /** Beside the unit's database. */
  public static final String FOLDER = "training";

  private static final String LISTED =
      """
      plate,state,category,priority,vehicle,instructions
      GLF4827,CT,stolen_vehicle,10,"2019 GRY SEDAN",TRAINING: approach with care.
      TNK3056,CT,amber_alert,0,"2021 BLU VAN","TRAINING: two children aboard. Do not pursue; report position."
      KRV9014,CT,bolo,40,"BLK PICKUP","TRAINING: one character differs. Look twice."
      """;

  /** Every tenth vehicle is listed; the others between are not. */
  private static final List<String> ROUND =
      List.of(
          "GLF4827", "BCD1001", "BCD1002", "TNK3056", "BCD1003", "BCD1004", "KRV9O14", "BCD1005",
          "BCD1006");

  private static final int ROUNDS = 200;

  private TrainingShift() {}

  /** Plates of the vehicles of a simulated shift, in their order: listed ones between others. */
  public static String plates() {
    return String.join(",", Collections.nCopies(ROUNDS, String.join(",", ROUND)));
  }

  /**
   * A unit's configuration for practice.
   *
   * @param vehicles that pass
   * @throws CommandException when its folder cannot be made
   */
  public static UnitConfig of(UnitConfig real, int vehicles) throws CommandException {
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
                "sim:street?vehicles=%d&seed=11&plates=%s".formatted(vehicles, plates())),
            PictureMask.NONE,
            Turn.NONE);
    return new UnitConfig(
        real.unit(),
        List.of(street),
        new GnssConfig(DeviceUri.parse("sim:drive"), real.gnss().fresh()),
        real.detect(),
        real.alert(),
        real.led(),
        new HotListConfig(
            Optional.of(folder.resolve("list.csv")),
            ZoneOffset.UTC,
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
        new InventoryConfig(
            "",
            real.inventory().board(),
            real.inventory().plan(),
            List.of(),
            Assignment.NONE,
            Optional.empty()),
        List.of());
  }
}
