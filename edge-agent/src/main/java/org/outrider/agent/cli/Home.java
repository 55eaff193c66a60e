package org.outrider.agent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;

/** Where the product lies: the launcher says so. */
public final class Home {
  private Home() {}

  /** The folder with {@code models/}: property {@code outrider.home}, else the working folder. */
  static Path folder() {
    @Nullable String home = System.getProperty("outrider.home");
    return Path.of(home == null ? "." : home);
  }

  /** The model folders, or the one a user named. */
  public static Path models(@Nullable Path named) throws CommandException {
    Path models = named == null ? folder().resolve("models") : named;
    if (!Files.isDirectory(models.resolve("detector"))
        || !Files.isDirectory(models.resolve("reader"))) {
      throw new CommandException(
          models + ": no folders detector and reader in it; name the models by --models DIR");
    }
    return models;
  }
}
