package org.outrider.agent.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.people.iam.Classification;

/**
 * What an alert's card says.
 *
 * @param tier how well read and entry fit: exact, similar or partial
 * @param instructions shown first and in full; may be empty
 * @param cells read and listed plate, character by character
 * @param otherRead what the second reader reads where the two dispute each other; null where they
 *     do not
 * @param quad corners of the plate in the overview, {@code x,y} pairs in pixels; empty when unknown
 * @param heading direction in which the unit was moving, such as {@code NE}; empty when unknown
 * @param readState issuing state that was read; unknown when it was not
 * @param stateAgrees yes, no or unknown
 * @param listedVehicle as listed; may be empty
 * @param seenVehicle what the picture shows of it; empty when nothing can be told
 * @param vehicleAgrees whether that is as listed: yes, no or unknown
 * @param listAge such as {@code 3 h}
 * @param freshness fresh, stale or unreliable
 * @param waitsForBackup whether the policy has the officer wait before a stop
 * @param place the other unit that saw it, and where; empty when this unit did
 * @param isRestricted whether the entry's own data is left out of it
 * @param patch hash of the very picture that was read; null when it is gone
 */
public record AlertView(
    UUID hitId,
    Category category,
    String tier,
    String instructions,
    List<Cell> cells,
    int confidencePercent,
    @Nullable String otherRead,
    String quad,
    String heading,
    String readState,
    String listedState,
    String stateAgrees,
    String listedVehicle,
    String seenVehicle,
    String vehicleAgrees,
    String list,
    String listAge,
    String freshness,
    boolean advisesDispatch,
    boolean waitsForBackup,
    String place,
    String cameraId,
    Instant raisedAt,
    boolean isTraining,
    Classification classification,
    boolean isRestricted,
    @Nullable String patch,
    @Nullable String overview) {

  public AlertView {
    cells = List.copyOf(cells);
  }

  /** The card of a recorded hit. */
  static AlertView of(
      byte[] hit, String ownUnit, @Nullable String patch, @Nullable String overview) {
    try {
      JsonNode n = Json.MAPPER.readTree(hit);
      JsonNode entry = n.path("entry_snapshot");
      JsonNode plate = n.path("plate");
      return new AlertView(
          UUID.fromString(n.path("hit_id").asText()),
          Category.valueOf(n.path("category").asText()),
          n.path("match").path("type").asText(),
          n.path("instructions").asText(),
          Cell.align(plate.path("normalized").asText(), plainPlate(entry.path("plate").asText())),
          (int) Math.round(100 * plate.path("confidence").asDouble()),
          n.path("match").path("other_read").isTextual()
              ? n.path("match").path("other_read").asText()
              : null,
          quad(plate.path("quad")),
          heading(n.path("unit_motion")),
          known(plate.path("region")),
          known(entry.path("state")),
          n.path("match").path("state_agrees").asText(),
          entry.path("vehicle").asText(),
          seen(n.path("vehicle").path("color")),
          vehicleAgrees(n.path("match").path("descriptors")),
          n.path("list_id").asText() + " version " + n.path("list_version").asText(),
          age(Duration.ofSeconds(n.path("list_age_s").asLong())),
          n.path("list_freshness").asText(),
          n.path("advise_dispatch").asBoolean(),
          n.path("wait_for_backup").asBoolean(),
          n.path("unit_id").asText().equals(ownUnit) ? "" : place(n),
          n.path("camera_id").asText(),
          Instant.parse(n.path("raised_at").asText()),
          n.path("training").asBoolean(),
          classification(entry.path("classification").asText()),
          false,
          patch,
          overview);
    } catch (IOException e) {
      throw new IllegalArgumentException("a recorded hit is no JSON: " + e.getMessage(), e);
    }
  }

  private static String quad(JsonNode corners) {
    StringBuilder out = new StringBuilder();
    for (JsonNode c : corners) {
      out.append(out.isEmpty() ? "" : " ").append(c.path("x")).append(',').append(c.path("y"));
    }
    return out.toString();
  }

  private static final String[] COMPASS = {"N", "NE", "E", "SE", "S", "SW", "W", "NW"};

  /** Below this speed the direction of movement means nothing. */
  private static final double MOVING_MPS = 1.5;

  private static String heading(JsonNode motion) {
    JsonNode degrees = motion.path("heading_deg");
    return degrees.isNumber() && motion.path("speed_mps").asDouble() >= MOVING_MPS
        ? COMPASS[(int) Math.round(degrees.asDouble() / 45) % COMPASS.length]
        : "";
  }

  private static String place(JsonNode hit) {
    JsonNode at = hit.path("position");
    String unit = hit.path("unit_id").asText();
    return at.path("lat").isNumber()
        ? "%s, at %.5f, %.5f".formatted(unit, at.path("lat").asDouble(), at.path("lon").asDouble())
        : unit + ", position not known";
  }

  private static String seen(JsonNode color) {
    return color.isObject()
        ? "%s (%.0f %%)"
            .formatted(color.path("name").asText(), 100 * color.path("confidence").asDouble())
        : "";
  }

  /** No where anything differs, yes where something agrees. */
  private static String vehicleAgrees(JsonNode descriptors) {
    String out = "unknown";
    for (JsonNode d : descriptors) {
      String agrees = d.path("agrees").asText();
      if (agrees.equals("no")) {
        return "no";
      }
      out = agrees.equals("yes") ? "yes" : out;
    }
    return out;
  }

  /** What is not known is taken as the most restricted. */
  private static Classification classification(String text) {
    for (Classification one : Classification.values()) {
      if (one.name().equalsIgnoreCase(text)) {
        return one;
      }
    }
    return Classification.NCIC;
  }

  /**
   * The card for somebody who is cleared so far: the alert itself is always shown, with what was
   * read; the entry's own data only to the cleared (IAM-05).
   */
  AlertView to(Classification clearance) {
    return classification.isOpenTo(clearance)
        ? this
        : new AlertView(
            hitId,
            category,
            tier,
            "",
            cells,
            confidencePercent,
            otherRead,
            quad,
            heading,
            readState,
            "restricted",
            stateAgrees,
            "",
            seenVehicle,
            vehicleAgrees,
            "restricted list",
            listAge,
            freshness,
            advisesDispatch,
            waitsForBackup,
            place,
            cameraId,
            raisedAt,
            isTraining,
            classification,
            true,
            patch,
            overview);
  }

  /**
   * Which other unit saw it; empty when this one did.
   *
   * @param showsPlace whether whoever looks may know where units stand (LOC-02)
   */
  public String seenBy(boolean showsPlace) {
    int end = place.indexOf(',');
    return end < 0 || showsPlace
        ? place
        : place.substring(0, end) + ": dispatch knows where that is";
  }

  /** As it is compared: capitals and figures, and the signs of a pattern. */
  private static String plainPlate(String listed) {
    return listed.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9?*]", "");
  }

  private static String known(JsonNode state) {
    return state.isTextual() && !state.asText().isEmpty() ? state.asText() : "unknown";
  }

  static String age(Duration age) {
    return age.toHours() < 1
        ? age.toMinutes() + " min"
        : age.toHours() < 72 ? age.toHours() + " h" : Counted.of(age.toDays(), "day");
  }

  /** What the card is headed by. */
  public String headline() {
    return (tier.equals("exact") ? "" : "Possible: ") + category.label();
  }

  /** What a plate reads as, without its alignment. */
  public String plate() {
    StringBuilder out = new StringBuilder();
    cells.forEach(c -> out.append(c.read()));
    return out.toString();
  }

  /** Whether the list is too old to be believed without a word. */
  public boolean isOld() {
    return !freshness.equals("fresh");
  }

  /** Whether it is about a person, whom the vehicle does not identify (ALR-11). */
  public boolean isPerson() {
    return category.isPerson();
  }
}
