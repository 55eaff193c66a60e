package org.outrider.agent.link.uplink.mqtt;

import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;

/**
 * Detection of another client under this client's name. MQTT 5 has a reason code for it; brokers
 * that send none, such as mosquitto 2.0.11, end connections shortly after they are made, without
 * any attempt to connect failing in between. Safe for several threads.
 */
final class NameWatch {
  /** Connections that end early in a row before they count as taken. */
  private static final int ENDS = 3;

  private int ends;
  private boolean isTaken;

  /**
   * A connection was lost.
   *
   * @param hasHeld whether it had held long enough for the name to be this client's own
   * @return whether another client has taken it
   */
  synchronized boolean lost(MqttDisconnectResponse response, boolean hasHeld) {
    if (response.getException() == null) {
      isTaken |= response.getReturnCode() == ReasonCodes.SESSION_TAKEN_OVER;
    } else if (hasHeld
        || response.getException().getReasonCode()
            != MqttClientException.REASON_CODE_CONNECTION_LOST) {
      ends = 0;
    } else {
      ends++;
      isTaken |= ends >= ENDS;
    }
    return isTaken;
  }

  /** An attempt to connect failed: connections end for another reason. */
  synchronized void failed() {
    ends = 0;
  }

  synchronized boolean isTaken() {
    return isTaken;
  }

  /** A connection has held. */
  synchronized void held() {
    ends = 0;
    isTaken = false;
  }
}
