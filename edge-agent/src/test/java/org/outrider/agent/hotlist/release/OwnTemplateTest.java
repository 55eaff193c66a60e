package org.outrider.agent.hotlist.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.hotlist.HotListException;

/** Releases that carry more than a list: a template, or a word on how short it is. */
class OwnTemplateTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String TEMPLATE =
      "title = \"own\"\nkind = \"delimited\"\notherwise = \"BOLO\"\n"
          + "[header]\nnames = true\n[fields]\nplate = \"Tag\"\n";

  @TempDir Path folder;

  private HotListManifest build(String text, @Nullable String template, @Nullable Long expected)
      throws Exception {
    Path file = Files.writeString(folder.resolve("list.csv"), text);
    return HotListManifest.read(
        ReleaseBuilder.build(
            file,
            new ReleaseBuilder.Order(
                "own",
                1,
                null,
                "AGENCY",
                NOW,
                null,
                template == null ? "generic" : "own",
                template,
                null,
                expected),
            folder.resolve("release"),
            NOW));
  }

  @Test
  void theReleaseCarriesTheTemplate() throws Exception {
    HotListManifest made = build("Tag\nQQR001\n", TEMPLATE, null);
    assertEquals(TEMPLATE, made.template());
    assertEquals(1, made.recordCount());
  }

  @Test
  void anEmptyListNeedsAWord() throws Exception {
    String empty = "plate,state,category\n";
    assertThrows(HotListException.class, () -> build(empty, null, null));
    HotListManifest made = build(empty, null, 0L);
    assertEquals(0, made.recordCount());
    assertEquals(0L, made.expectedRecords());
  }

  @Test
  void anotherNumberOfRecordsThanSaidIsRefused() {
    HotListException e =
        assertThrows(
            HotListException.class,
            () -> build("plate,state,category\nQQR001,CT,bolo\n", null, 2L));
    assertTrue(String.valueOf(e.getMessage()).contains("expected 2"), e.getMessage());
  }

  @Test
  void aRenamedEndRefusesTheList() {
    HotListException e =
        assertThrows(
            HotListException.class,
            () -> build("plate,state,category,Valid Until\nQQR001,CT,bolo,\n", null, null));
    assertTrue(String.valueOf(e.getMessage()).contains("\"Valid Until\""), e.getMessage());
  }
}
