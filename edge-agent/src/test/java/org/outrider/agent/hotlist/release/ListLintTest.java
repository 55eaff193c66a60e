package org.outrider.agent.hotlist.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outrider.agent.hotlist.format.ListFormat;

class ListLintTest {
  @TempDir Path scratch;

  @Test
  void everythingOddIsToldWithItsLine() throws Exception {
    String text =
        """
        plate,state,category,expires_at
        ZZ1000O,CT,bolo,
        ZZ10000,CT,stolen_vehicle,
        ZZ10001,CT,bolo,
        ZZ10001,CT,bolo,
        ZZ10001,NY,bolo,
        ZZ10003,,bolo,
        ZZ10004,QQ,bolo,
        ZZ10005,CT,bolo,2020-01-01
        ZZ10006,CT,immigration,
        Z,CT,bolo,
        """;
    ListLint.Result result =
        ListLint.look(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
            ListFormat.shipped("generic"),
            ImportRules.DEFAULT,
            scratch,
            Instant.parse("2026-11-21T12:00:00Z"));
    assertEquals(
        Map.of(
            ListLint.Kind.COLUMN_ABSENT, 11L,
            ListLint.Kind.TWIN, 1L,
            ListLint.Kind.DUPLICATE, 1L,
            ListLint.Kind.STATE_UNKNOWN, 2L,
            ListLint.Kind.EXPIRED, 1L,
            ListLint.Kind.DROPPED, 1L,
            ListLint.Kind.BAD_LINE, 1L),
        result.counts());
    List<String> lines =
        result.findings().stream()
            .filter(f -> f.kind() != ListLint.Kind.COLUMN_ABSENT)
            .map(f -> f.kind() + " " + f.line() + " " + f.text())
            .toList();
    assertEquals(
        List.of(
            "STATE_UNKNOWN 7 no state, expected a code such as CT",
            "STATE_UNKNOWN 8 state QQ, expected a code such as CT",
            "EXPIRED 9 expired 2020-01-02T00:00:00Z",
            "BAD_LINE 11 line 11: plate of 1 character, expected 2 to 15",
            "DROPPED 0 IMMIGRATION: 1",
            "TWIN 3 differs from line 2 only in O and 0",
            "DUPLICATE 5 same plate, state and category as line 4"),
        lines);
  }
}
