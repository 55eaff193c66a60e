package org.outrider.agent.base.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.outrider.agent.base.health.Fault;
import org.outrider.agent.base.health.FaultCode;
import org.outrider.agent.base.health.Health;
import org.outrider.agent.base.health.RecentLog;
import org.tinylog.Logger;

class PlainTextTest {

  @ParameterizedTest
  @CsvSource({
    "001B, <U+001B>", // ESC
    "009B, <U+009B>", // CSI of eight bits
    "0007, <U+0007>", // BEL, which ends OSC
    "0000, <U+0000>",
    "007F, <U+007F>",
    "0008, <U+0008>",
    "202E, <U+202E>", // right-to-left override
    "2066, <U+2066>", // isolate
    "200F, <U+200F>",
    "061C, <U+061C>",
    "200B, <U+200B>",
    "FEFF, <U+FEFF>",
    "E0041, <U+E0041>", // tag
    "E000, <U+E000>"
  })
  void whatActsOnAScreenIsMadeVisible(String codePoint, String shown) {
    String text = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "b";
    assertEquals("a" + shown + "b", PlainText.line(text));
    assertEquals("a" + shown + "b", PlainText.lines(text));
  }

  @Test
  void wordsOfAnyLanguageStayAsTheyAre() {
    String text = "José, Müller, 車, Ω, №5 — “armed”";
    assertEquals(text, PlainText.line(text));
  }

  @Test
  void aLineStaysALine() {
    assertEquals("one two  three", PlainText.line("one\ntwo\r\nthree"));
    assertEquals("one\n\ttwo", PlainText.lines("one\n\ttwo"));
    assertEquals("\ufffd", PlainText.line("\ud800"));
    assertEquals("abc...", PlainText.line("abcdef", 3));
  }

  @Test
  void causesAndLogsShowWhatCentralOrAListWroteAndDoNotObeyIt() {
    Health health = new Health();
    String title = "\u001b]0;owned\u0007\u202e";
    health.raise(FaultCode.UPLINK_REJECTED, "read" + title, "schema\n" + title);
    String shown = "<U+001B>]0;owned<U+0007><U+202E>";
    assertEquals(
        List.of(new Fault(FaultCode.UPLINK_REJECTED, "read" + shown, "schema " + shown)),
        health.faults());
    Logger.tag("test").warn("said {}", title);
    assertEquals("said " + shown, RecentLog.lines().getLast().replaceFirst(".*\\[test\\] ", ""));
    health.clear(FaultCode.UPLINK_REJECTED, "read" + title);
    assertEquals(List.of(), health.faults());
  }
}
