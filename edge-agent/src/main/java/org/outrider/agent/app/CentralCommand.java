package org.outrider.agent.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "central", mixinStandardHelpOptions = true)
final class CentralCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return Exit.FAULT;
  }
}
