package org.outrider.agent.base.toml;

import java.util.List;
import org.outrider.agent.base.Counted;

/** A configuration that is refused, with every problem in it. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final transient List<String> problems;

  public ConfigException(String source, List<String> problems) {
    super(
        "%s: %s:%n  %s"
            .formatted(
                source,
                Counted.of(problems.size(), "problem"),
                String.join(System.lineSeparator() + "  ", problems)));
    this.source = source;
    this.problems = List.copyOf(problems);
  }

  /** What is wrong: the name of a file or message. */
  public String source() {
    return source;
  }

  /** One line a problem: where, key, value, expectation. */
  public List<String> problems() {
    return problems;
  }
}
