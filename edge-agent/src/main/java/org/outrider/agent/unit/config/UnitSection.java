package org.outrider.agent.unit.config;

import java.util.Optional;
import java.util.Set;
import org.outrider.agent.base.read.Deployment;

/** {@code [unit]}. */
final class UnitSection {
  static final ConfigKeys KEYS = ConfigKeys.of("unit");
  private static final ConfigKey<String> AGENCY =
      KEYS.name("agency", "ORI of the agency, as in MQTT topics");
  private static final ConfigKey<String> ID =
      KEYS.name("id", "name of the unit, as in MQTT topics; not `central` or `beat`");
  private static final ConfigKey<String> DEPLOYMENT =
      KEYS.oneOf(
          "deployment", Deployment.words(), Deployment.MOBILE.word(), "how the unit is mounted");
  private static final ConfigKey<Optional<String>> BEAT =
      KEYS.nameOrNone("beat", "beat on which the unit works");

  /** Names in topics at the place of a unit's name. */
  private static final Set<String> TAKEN = Set.of("central", "beat");

  private UnitSection() {}

  static UnitConfig.Unit read(ConfigFile file) {
    ConfigValues s = file.section(KEYS);
    String id = s.get(ID);
    if (TAKEN.contains(id)) {
      s.problem(ID, id, "another name: the topics of central and of beats have this one");
    }
    return new UnitConfig.Unit(s.get(AGENCY), id, Deployment.of(s.get(DEPLOYMENT)), s.get(BEAT));
  }
}
