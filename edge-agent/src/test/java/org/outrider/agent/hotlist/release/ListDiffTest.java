package org.outrider.agent.hotlist.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.hotlist.format.ListFormat;

class ListDiffTest {
  @TempDir Path folder;

  private Path list(String name, String... rows) throws Exception {
    return Files.writeString(
        folder.resolve(name), "record_id,plate,state,category\n" + String.join("\n", rows) + "\n");
  }

  @Test
  void recordsThatCameChangedAndWentAreTold() throws Exception {
    Path before = list("a.csv", "R1,ZZ10001,CT,bolo", "R2,ZZ10002,CT,bolo", "R3,ZZ10003,CT,bolo");
    Path after =
        list("b.csv", "R1,ZZ10001,CT,bolo", "R2,ZZ10002,NY,bolo", "R4,ZZ10003,CT,stolen_plate");
    ListDiff.Result result = ListDiff.of(before, after, ListFormat.shipped("generic"));
    assertEquals(List.of("R4 ZZ10003 US-CT Stolen plate"), result.added());
    assertEquals(List.of("R2 ZZ10002 US-NY BOLO"), result.changed());
    assertEquals(List.of("R3 ZZ10003 US-CT BOLO"), result.removed());
    assertEquals(1, result.same());
    assertTrue(ListDiff.of(before, before, ListFormat.shipped("generic")).isSame());
  }

  /** 200 rows would be changed if their numbers were their names. */
  @Test
  void aRowPutInFrontOfRowsWithoutIdsIsOneRowAdded() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      rows.append("ZZ%05d,CT,bolo\n".formatted(i / 2)); // each plate twice
    }
    Path before = Files.writeString(folder.resolve("a.csv"), "plate,state,category\n" + rows);
    Path after =
        Files.writeString(
            folder.resolve("b.csv"),
            "plate,state,category\nYY1,NY,stolen_plate\n"
                + rows.toString().replaceFirst("ZZ00007,CT,bolo", "ZZ00007,CT,stolen_plate"));
    ListDiff.Result result = ListDiff.of(before, after, ListFormat.shipped("generic"));
    assertEquals(List.of("YY1 US-NY Stolen plate"), result.added());
    assertEquals(List.of("ZZ00007 US-CT Stolen plate"), result.changed());
    assertEquals(List.of(), result.removed());
    assertEquals(199, result.same());
  }
}
