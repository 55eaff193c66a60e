package org.outrider.agent.link.uplink.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * Limits that the broker announces in CONNACK (MQTT 5, 3.2.2.3).
 *
 * @param receiveMaximum messages that may be unconfirmed
 * @param maxPacketBytes of one packet; never over what this client announces itself, since Paho
 *     applies that to the packets it sends
 */
record BrokerLimits(int receiveMaximum, long maxPacketBytes) {
  /** Before a broker has announced anything. */
  static final BrokerLimits UNKNOWN = new BrokerLimits(1, Long.MAX_VALUE);

  private static final int MAX_UNCONFIRMED = 1000;

  /** Fixed header with a length of four bytes, lengths of topic and properties, packet id. */
  private static final int PUBLISH_BYTES = 5 + 2 + 4 + 2;

  /** Identifier and two lengths of a user property. */
  private static final int PROPERTY_BYTES = 1 + 2 + 2;

  static BrokerLimits of(@Nullable MqttProperties announced) {
    Integer receive = announced == null ? null : announced.getReceiveMaximum();
    Long packet = announced == null ? null : announced.getMaximumPacketSize();
    return new BrokerLimits(
        // less one, which Paho may still count
        receive == null ? MAX_UNCONFIRMED : Math.clamp(receive - 1, 1, MAX_UNCONFIRMED),
        Math.min(packet == null ? Long.MAX_VALUE : packet, ConnectOptions.MAX_PACKET_BYTES));
  }

  /** Size in bytes of a PUBLISH packet without its payload, at most. */
  static long overheadBytes(String topic, Map<String, String> properties) {
    long bytes = (long) PUBLISH_BYTES + utf8(topic);
    for (Map.Entry<String, String> p : properties.entrySet()) {
      bytes += (long) PROPERTY_BYTES + utf8(p.getKey()) + utf8(p.getValue());
    }
    return bytes;
  }

  /** Largest payload in bytes of a message; 0 when not even an empty one fits. */
  int maxPayloadBytes(String topic, Map<String, String> properties) {
    return (int)
        Math.clamp(maxPacketBytes - overheadBytes(topic, properties), 0L, (long) Integer.MAX_VALUE);
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
