package org.outrider.agent.link.uplink.mqtt;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.text.PlainText;

/** Reasons for failures and lost connections, in words. */
final class Causes {
  private Causes() {}

  /** Reason of a lost connection: the broker's, or the failure of the network. */
  static String of(MqttDisconnectResponse response) {
    @Nullable MqttException failure = response.getException();
    return failure == null
        ? "the broker ended the connection: "
            + ReasonCodes.words(response.getReturnCode(), response.getReasonString())
        : "connection lost: " + of(failure);
  }

  /** An exception and its causes. */
  static String of(Throwable e) {
    if (e instanceof MqttException m && ReasonCodes.isFailure(m.getReasonCode())) {
      return "the broker refuses: " + ReasonCodes.words(m.getReasonCode());
    }
    StringBuilder out = new StringBuilder(one(e));
    for (Throwable root = e.getCause(); root != null; root = root.getCause()) {
      out.append(": ").append(one(root));
    }
    return PlainText.line(out.toString());
  }

  private static String one(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  /** The first failure among the reason codes of an acknowledgement; 0 when there is none. */
  static int failure(IMqttToken token) {
    int[] codes = token.getReasonCodes();
    if (codes != null) {
      for (int code : codes) {
        if (ReasonCodes.isFailure(code)) {
          return code;
        }
      }
    }
    return 0;
  }
}
