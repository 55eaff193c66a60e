package org.outrider.agent.base.vehicle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("MAT-03")
class SeenVehicleTest {

  @ParameterizedTest
  @CsvSource({
    "BLK, BLACK",
    "SIL, GRAY",
    "MAR, RED",
    "DBL, BLUE",
    "TAN, BROWN",
    "WHI, WHITE",
    "silver, GRAY",
    "Dark Blue, BLUE",
    "light green, GREEN"
  })
  void theCodesOfTheSourcesAreUnderstood(String listed, Paint paint) {
    assertEquals(Set.of(paint), Paint.listed(listed));
  }

  @Test
  void ofTwoColoursEachMayBeSeen() {
    assertEquals(Set.of(Paint.WHITE, Paint.BLACK), Paint.listed("WHI/BLK"));
  }

  @ParameterizedTest
  @CsvSource({"PLE", "MUL", "WHI/PLE", "''", "/", "primer"})
  void whatNobodyCanJudgeIsNotJudged(String listed) {
    assertEquals(Set.of(), Paint.listed(listed));
    assertEquals(Optional.empty(), SeenVehicle.of(Paint.RED, .99).isOf(Paint.listed(listed)));
  }

  @ParameterizedTest
  @CsvSource({
    "RED, .9, RED, true", // as listed
    "RED, .5, RED,", // too faint to say
    "RED, .99, BLU, false", // another
    "RED, .99, ORG,", // taken for one another
    "BLACK, .99, GRY,",
    "BLACK, .99, WHI, false",
    "WHITE, .99, BLK, false",
    "WHITE, .9, BLK,", // the rest may be black
    "BLUE, .99, WHI/RED, false"
  })
  void aColourDiffersOnlyWhereNothingLikeItIsProbable(
      Paint seen, double confidence, String listed, Boolean same) {
    SeenVehicle vehicle = SeenVehicle.of(seen, confidence);
    assertEquals(Optional.ofNullable(same), vehicle.isOf(Paint.listed(listed)));
  }

  @Test
  void colourLikenessGoesBothWays() {
    for (Paint a : Paint.values()) {
      for (Paint b : a.near()) {
        assertEquals(true, b.near().contains(a), b + " is like " + a);
      }
    }
  }

  @Test
  void whereNothingIsSeenNothingIsToldAndNothingDiffers() {
    assertEquals(Optional.empty(), SeenVehicle.UNKNOWN.color());
    assertEquals(0, SeenVehicle.UNKNOWN.confidence());
    assertEquals(Optional.empty(), SeenVehicle.UNKNOWN.isOf(Set.of(Paint.RED)));
    assertEquals(Optional.of(Paint.RED), new SeenVehicle(Map.of(Paint.RED, 1.0)).color());
  }
}
