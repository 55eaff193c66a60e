package org.outrider.workbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.outrider.agent.cli.Main;
import picocli.CommandLine;

class HelpTest {
  private static void collect(CommandLine line, List<CommandLine> all) {
    all.add(line);
    line.getSubcommands().values().stream().distinct().forEach(sub -> collect(sub, all));
  }

  private static List<CommandLine> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(Main.commands(), all);
    return all;
  }

  private static String name(CommandLine line) {
    return line.getCommandSpec().qualifiedName();
  }

  @Test
  void everyCommandBeginsItsDescriptionWithASentenceThatFitsTheList() {
    List<String> wrong = new ArrayList<>();
    for (CommandLine line : commands()) {
      String[] description = line.getCommandSpec().usageMessage().description();
      String first = description.length == 0 ? "" : description[0];
      if (!first.matches("[A-Z].{10,98}\\.")) {
        wrong.add(name(line) + ": " + first);
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  @Test
  void everyCommandShowsAnExampleOfItself() {
    List<String> wrong = new ArrayList<>();
    for (CommandLine line : commands()) {
      String footer = String.join("\n", line.getCommandSpec().usageMessage().footer());
      if (!footer.contains("Example") || !footer.contains(" " + name(line))) {
        wrong.add(name(line));
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  private static String said(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    try (PrintStream to = new PrintStream(both, true, StandardCharsets.UTF_8)) {
      System.setOut(to);
      System.setErr(to);
      return Main.run(args) + " " + both.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Test
  void aMisspeltCommandOrOptionIsAnsweredByTheNearestOneAndAFarOneByNone() {
    assertTrue(said("reed").contains("2 outrider: no command \"reed\""), said("reed"));
    assertTrue(said("reed").contains("Did you mean: outrider read?"), said("reed"));
    assertTrue(said("hotlist", "lnt").contains("Did you mean: outrider hotlist lint?"));
    assertTrue(said("read", "--pases", "x").contains("Did you mean: --passes?"));
    for (String far : List.of("xyz", "flash", "backup-all")) {
      assertFalse(said(far).contains("Did you mean"), said(far));
      assertTrue(said(far).contains("See: outrider --help"), said(far));
    }
  }

  @Test
  void helpOfACommandIsWhatItsOwnOptionPrints() {
    assertEquals(said("hotlist", "build", "--help"), said("help", "hotlist", "build"));
    assertEquals(said("--help"), said("help"));
    assertTrue(said("help", "hotlist", "biuld").contains("Did you mean: outrider hotlist build?"));
  }
}
