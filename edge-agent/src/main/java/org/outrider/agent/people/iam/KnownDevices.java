package org.outrider.agent.people.iam;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Browsers from which somebody logged on before. Each keeps a proof of it, so that failed attempts
 * from elsewhere, or of others on the same machine, cannot lock that person out there (the device
 * cookies of OWASP's "Slow Down Online Guessing Attacks with Device Cookies"). A proof opens
 * nothing: the password is asked for all the same, and each device has its own failures counted.
 */
final class KnownDevices {
  private static final int MOST = 16;
  private static final Pattern PROOF = Pattern.compile("([\\w-]{22})\\.([\\w-]{43})");

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param key of this unit alone, the same over restarts
   */
  KnownDevices(byte[] key) {
    this.key = new SecretKeySpec(key, "RAW");
  }

  /** Name of the device on which this person logged on before; empty when it proves none. */
  Optional<String> find(String userId, String devices) {
    for (String proof : split(devices)) {
      String name = proof.substring(0, proof.indexOf('.'));
      if (MessageDigest.isEqual(bytes(proof), bytes(proof(userId, name)))) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Proofs to keep after a log-on: one more, unless there is one of this person already. */
  String with(String userId, String devices) {
    List<String> proofs = new ArrayList<>(split(devices));
    if (find(userId, devices).isEmpty()) {
      byte[] name = new byte[16];
      random.nextBytes(name);
      proofs.add(proof(userId, text(name)));
    }
    int from = Math.max(0, proofs.size() - MOST);
    return String.join("~", proofs.subList(from, proofs.size()));
  }

  private static List<String> split(String devices) {
    List<String> out = new ArrayList<>();
    for (String proof : devices.split("~", MOST + 1)) {
      if (out.size() < MOST && PROOF.matcher(proof).matches()) {
        out.add(proof);
      }
    }
    return out;
  }

  private String proof(String userId, String name) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return name + "." + text(mac.doFinal(bytes("device\n" + userId + "\n" + name)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
