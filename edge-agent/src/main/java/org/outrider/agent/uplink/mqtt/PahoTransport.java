package org.outrider.agent.uplink.mqtt;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.tls.TlsException;
import org.outrider.agent.tls.UnitTls;
import org.outrider.agent.uplink.MqttOptions;
import org.outrider.agent.uplink.Transport;
import org.outrider.hal.BackOff;
import org.tinylog.Logger;

/**
 * MQTT 5 by Paho, as a pipe: memory persistence, no offline buffer, reconnects done here.
 * Subscriptions are made from a thread of ours, since Paho hangs when that is done inside its own
 * callback.
 */
public final class PahoTransport implements Transport {
  private static final int RECEIVE_MAXIMUM = 64;
  private static final long SESSION_EXPIRY_S = 24 * 3600L;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration STUCK = Duration.ofSeconds(1);

  private final MqttOptions options;
  private final String clientId;
  private final List<String> subscriptions;
  private final @Nullable String willTopic;
  private final ExecutorService link =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("uplink-link").factory());
  private final BackOff backOff =
      new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30), RandomGenerator.getDefault());
  private volatile @Nullable MqttAsyncClient client;
  private volatile boolean isStopped;

  private final Semaphore nudge = new Semaphore(0);

  /** Connections that were made; what an earlier one says counts no more. */
  private final AtomicInteger made = new AtomicInteger();

  private final AtomicInteger unacked = new AtomicInteger();

  /** Since when nothing was acknowledged that was sent; 0 while nothing waits for it. */
  private volatile long oldestUnacked;

  /** Whether links have changed since anything went through. */
  private volatile boolean changed;

  /**
   * @param subscriptions topics heard
   * @param willTopic on which the broker says that we are gone; null for none
   */
  public PahoTransport(
      MqttOptions options,
      String clientId,
      List<String> subscriptions,
      @Nullable String willTopic) {
    this.options = options;
    this.clientId = clientId;
    this.subscriptions = List.copyOf(subscriptions);
    this.willTopic = willTopic;
  }

  @Override
  public void start(Listener listener) {
    link.execute(() -> connect(listener));
    Thread _ = Thread.ofVirtual().name("uplink-links").start(() -> watchLinks(listener));
  }

  /** Looks whether a link came or went: a connection that hangs on the old one is given up. */
  private void watchLinks(Listener listener) {
    String before = links();
    try {
      while (!isStopped) {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        String now = links();
        if (!now.equals(before)) {
          changed = true;
          before = now;
        }
        MqttAsyncClient current = client;
        if (changed && current != null && current.isConnected()) {
          giveUpWhenStuck(listener);
        } else if (changed) {
          changed = false;
          nudge.release();
        }
      }
    } catch (InterruptedException e) {
      Logger.tag("uplink").debug("stopped");
    }
  }

  /** Addresses of the links that are up. */
  private static String links() {
    StringBuilder out = new StringBuilder();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (one.isUp() && !one.isLoopback()) {
          one.getInterfaceAddresses().forEach(a -> out.append(a.getAddress()).append(' '));
        }
      }
    } catch (SocketException e) {
      Logger.tag("uplink").debug("links: {}", e.getMessage());
    }
    return out.toString();
  }

  private void giveUpWhenStuck(Listener listener) {
    long since = oldestUnacked;
    if (since == 0) { // whatever was sent since the change went through
      changed = false;
    } else if (System.nanoTime() - since > STUCK.toNanos()) {
      changed = false;
      Logger.tag("uplink").info("links have changed and nothing goes through: connecting anew");
      again(listener);
    }
  }

  private void again(Listener listener) {
    try {
      link.execute(() -> connect(listener));
    } catch (RejectedExecutionException e) {
      Logger.tag("uplink").debug("closing");
    }
  }

  private void connect(Listener listener) {
    while (!isStopped) {
      try {
        discard();
        MqttAsyncClient fresh =
            new MqttAsyncClient(options.url(), clientId, new MemoryPersistence());
        fresh.setCallback(callback(listener, made.incrementAndGet()));
        client = fresh;
        fresh.connect(connection()).waitForCompletion(PATIENCE.toMillis());
        for (String topic : subscriptions) {
          fresh.subscribe(topic, 1).waitForCompletion(PATIENCE.toMillis());
        }
        backOff.reset();
        listener.connected();
        return;
      } catch (MqttException | TlsException e) {
        listener.lost(cause(e));
        try {
          // Links that change are worth trying at once.
          if (nudge.tryAcquire(backOff.next().toMillis(), TimeUnit.MILLISECONDS)) {
            nudge.drainPermits();
            backOff.reset();
          }
        } catch (InterruptedException stop) {
          return;
        }
      }
    }
  }

  private static String cause(Exception e) {
    StringBuilder out = new StringBuilder(String.valueOf(e.getMessage()));
    for (Throwable root = e.getCause(); root != null; root = root.getCause()) {
      out.append(": ").append(root.getMessage());
    }
    return out.toString();
  }

  private UnitTls tls() throws TlsException {
    if (options.ca() == null || options.certificate() == null || options.key() == null) {
      throw new TlsException("ca, certificate and key are required for an ssl:// broker");
    }
    return new UnitTls(options.ca(), options.certificate(), options.key());
  }

  private MqttConnectionOptions connection() throws TlsException {
    MqttConnectionOptions o = new MqttConnectionOptions();
    o.setAutomaticReconnect(false);
    o.setCleanStart(false);
    o.setSessionExpiryInterval(SESSION_EXPIRY_S);
    o.setReceiveMaximum(RECEIVE_MAXIMUM);
    o.setKeepAliveInterval(20);
    o.setConnectionTimeout((int) PATIENCE.toSeconds());
    if (options.url().startsWith("ssl:")) {
      o.setSocketFactory(tls().context().getSocketFactory());
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

  private MqttCallback callback(Listener listener, int number) {
    return new MqttCallback() {
      @Override
      public void disconnected(MqttDisconnectResponse response) {
        if (!isStopped && made.get() == number) { // else it was given up already
          listener.lost("connection lost: " + response.getReasonString());
          again(listener);
        }
      }

      @Override
      public void mqttErrorOccurred(MqttException e) {
        Logger.tag("uplink").warn("mqtt: {}", e.getMessage());
      }

      @Override
      public void messageArrived(String topic, MqttMessage message) {
        Map<String, String> properties = new HashMap<>();
        if (message.getProperties() != null) {
          message
              .getProperties()
              .getUserProperties()
              .forEach(p -> properties.put(p.getKey(), p.getValue()));
        }
        listener.received(topic, message.getPayload(), properties);
      }

      @Override
      public void deliveryComplete(IMqttToken token) {
        // told through the publish's own listener
      }

      @Override
      public void connectComplete(boolean reconnect, String uri) {
        // told after the subscriptions stand
      }

      @Override
      public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // no enhanced authentication is used
      }
    };
  }

  @Override
  public boolean isConnected() {
    MqttAsyncClient now = client;
    return now != null && now.isConnected();
  }

  @Override
  public CompletableFuture<Void> publish(
      String topic, byte[] payload, boolean isRetained, Map<String, String> properties) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    MqttAsyncClient now = client;
    if (now == null) {
      done.completeExceptionally(new IllegalStateException("not connected"));
      return done;
    }
    MqttProperties p = new MqttProperties();
    p.setUserProperties(
        properties.entrySet().stream()
            .map(e -> new UserProperty(e.getKey(), e.getValue()))
            .toList());
    if (unacked.getAndIncrement() == 0) {
      oldestUnacked = System.nanoTime();
    }
    CompletableFuture<Void> _ = done.whenComplete((v, e) -> acked());
    try {
      now.publish(
          topic,
          new MqttMessage(payload, 1, isRetained, p),
          null,
          new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
              done.complete(null);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable e) {
              done.completeExceptionally(e);
            }
          });
    } catch (MqttException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  private void acked() {
    oldestUnacked = unacked.decrementAndGet() == 0 ? 0 : System.nanoTime();
  }

  private void discard() {
    MqttAsyncClient old = client;
    client = null;
    if (old != null) {
      try {
        long since = oldestUnacked;
        if (since != 0 && System.nanoTime() - since > STUCK.toNanos()) {
          old.disconnectForcibly(0, 0, false);
        } else if (old.isConnected()) {
          old.disconnect().waitForCompletion(2000);
        }
      } catch (MqttException e) {
        Logger.tag("uplink").debug("disconnect: {}", e.getMessage());
      }
      try {
        old.close(true);
      } catch (MqttException e) {
        Logger.tag("uplink").debug("close: {}", e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    isStopped = true;
    link.shutdownNow();
    discard();
  }
}
