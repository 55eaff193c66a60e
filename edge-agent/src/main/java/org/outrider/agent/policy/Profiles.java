package org.outrider.agent.policy;

import java.nio.file.Path;
import java.util.List;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.toml.TomlDocument;
import org.outrider.agent.base.trust.SignedFile;
import org.outrider.agent.base.trust.SignedText;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.base.trust.TrustedKeys;

/**
 * Where profiles come from: shipped with the software, or a file of the agency's own, whose
 * signature lies beside it as {@code FILE.sig}.
 */
public final class Profiles {
  private static final String KIND = "profile";
  private static final List<String> SHIPPED =
      List.of(
          "default",
          "glastonbury-41-11",
          "clinton-12-10",
          "kentucky-alpr",
          "new-canaan-14-01-117",
          "glendora-424");

  private Profiles() {}

  /** The ids of the shipped ones; the first is the safest. */
  public static List<String> shipped() {
    return SHIPPED;
  }

  /**
   * A shipped profile.
   *
   * @throws ConfigException when there is none of that id
   */
  public static Profile shipped(String id) throws ConfigException {
    if (!SHIPPED.contains(id)) {
      throw new ConfigException(
          "profile " + id, List.of("not shipped, expected any of " + SHIPPED));
    }
    String file = id + ".toml";
    return ProfileReader.parse(file, ProfileReader.resource(file));
  }

  /** The safest profile. */
  public static Profile safest() {
    try {
      return shipped("default");
    } catch (ConfigException e) {
      throw new IllegalStateException("the shipped default profile is not right", e);
    }
  }

  /** Reads a file whoever made it; for those who write profiles, never for a unit. */
  public static Profile unsigned(Path file) throws ConfigException {
    return ProfileReader.parse(file.toString(), TomlDocument.text(file));
  }

  /**
   * Reads what central sent, if a trusted key has signed it.
   *
   * @param source what it is called in messages
   */
  public static Profile sent(String source, SignedText message, TrustedKeys keys)
      throws ConfigException, TrustException {
    message.verify(KIND, source, keys);
    return ProfileReader.parse(source, message.text());
  }

  /** Reads a file of the agency's own, if a trusted key has signed it. */
  public static Profile signed(Path file, TrustedKeys keys) throws ConfigException, TrustException {
    String text = TomlDocument.text(file);
    SignedFile.verify(KIND, file, text, keys);
    return ProfileReader.parse(file.toString(), text);
  }

  /**
   * Signs a file that is right.
   *
   * @return where the signature was written
   */
  public static Path sign(Path file, SigningKey key) throws ConfigException, TrustException {
    String text = TomlDocument.text(file);
    ProfileReader.parse(file.toString(), text);
    return SignedFile.sign(KIND, file, text, key);
  }
}
