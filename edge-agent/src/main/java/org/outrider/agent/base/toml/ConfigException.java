package org.outrider.agent.base.toml;

import java.util.List;
import org.outrider.agent.base.Counted;

/** A configuration that is refused, with every problem in it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigException(String source, List<String> problems) {
    super(
        "%s: %s:%n  %s"
            .formatted(
                source,
                Counted.of(problems.size(), "problem"),
                String.join(System.lineSeparator() + "  ", problems)));
    this.problems = List.copyOf(problems);
  }

  /** One line a problem: where, key, value, expectation. */
  public List<String> problems() {
    return problems;
  }
}
