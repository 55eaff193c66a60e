package org.outrider.agent.link.uplink.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.link.uplink.MqttOptions;

/** The CONNECT packet: session, limits announced to the broker, will, TLS. */
final class ConnectOptions {
  /** Time that the broker has to answer. */
  static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * Largest packet that the broker may send, in bytes (MQTT 5, 3.1.2.11.4); it discards a larger
   * one. Releases of lists are the largest messages; over 3 MiB they come by HTTPS. The heap of a
   * unit is 256 MiB.
   */
  static final long MAX_PACKET_BYTES = 4L << 20;

  private static final int RECEIVE_MAXIMUM = 64;
  private static final int NO_TOPIC_ALIASES = 0;
  private static final long SESSION_EXPIRY_S = 24 * 3600L;
  private static final int KEEP_ALIVE_S = 20;

  /** The broker notices within 1.5 times this time that a member of a group has stopped. */
  private static final int GROUP_KEEP_ALIVE_S = 8;

  private ConnectOptions() {}

  /**
   * @param willTopic on which the broker announces that the client is gone; null for none
   * @param isOfGroup whether subscriptions are shared with others: then the session ends with the
   *     connection, since the broker would keep the share of a member that is gone for that member
   */
  static MqttConnectionOptions of(
      MqttOptions options, @Nullable String willTopic, boolean isOfGroup) throws TlsException {
    MqttConnectionOptions o = new MqttConnectionOptions();
    o.setAutomaticReconnect(false);
    o.setCleanStart(isOfGroup);
    o.setSessionExpiryInterval(isOfGroup ? 0L : SESSION_EXPIRY_S);
    o.setReceiveMaximum(RECEIVE_MAXIMUM);
    o.setMaximumPacketSize(MAX_PACKET_BYTES);
    o.setTopicAliasMaximum(NO_TOPIC_ALIASES);
    o.setKeepAliveInterval(isOfGroup ? GROUP_KEEP_ALIVE_S : KEEP_ALIVE_S);
    o.setConnectionTimeout((int) PATIENCE.toSeconds());
    if (options.url().startsWith("ssl:")) {
      o.setSocketFactory(tls(options).context().getSocketFactory());
      o.setHttpsHostnameVerificationEnabled(true);
    }
    if (willTopic != null) {
      MqttProperties will = new MqttProperties();
      will.setWillDelayInterval(30L);
      o.setWillMessageProperties(will);
      MqttMessage message =
          new MqttMessage("{\"online\":false}".getBytes(StandardCharsets.UTF_8), 1, true, null);
      o.setWill(willTopic, message);
    }
    return o;
  }

  private static UnitTls tls(MqttOptions options) throws TlsException {
    if (options.ca() == null || options.certificate() == null || options.key() == null) {
      throw new TlsException("ca, certificate and key are required for an ssl:// broker");
    }
    return new UnitTls(options.ca(), options.certificate(), options.key());
  }
}
