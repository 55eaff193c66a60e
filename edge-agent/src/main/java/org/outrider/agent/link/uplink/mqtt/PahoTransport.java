package org.outrider.agent.link.uplink.mqtt;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.link.uplink.BrokerException;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.hal.BackOff;
import org.tinylog.Logger;

/**
 * MQTT 5 by Paho, used as a pipe: memory persistence, no offline buffer, reconnecting done here.
 * Subscriptions are made on a thread of this class, since Paho hangs when that is done inside its
 * own callback. Paho ignores failures in PUBACK and SUBACK and the broker's maximum packet size;
 * both are handled here.
 */
public final class PahoTransport implements Transport {
  private final MqttOptions options;
  private final String clientId;
  private final List<String> subscriptions;
  private final @Nullable String willTopic;
  private final Reconnecting timing;
  private final LinkWatch watch;
  private final ExecutorService link =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("uplink-link").factory());
  private final BackOff backOff;
  private final Semaphore nudge = new Semaphore(0);
  private final Unconfirmed unconfirmed = new Unconfirmed();
  private final NameWatch name = new NameWatch();

  /** Number of connections made; callbacks of an earlier one no longer count. */
  private final AtomicInteger made = new AtomicInteger();

  /** Subscriptions that the broker refuses. */
  private final Set<String> denied = ConcurrentHashMap.newKeySet();

  private volatile @Nullable Listener listener;
  private volatile @Nullable MqttAsyncClient client;
  private volatile SendQueue queue = new SendQueue(unconfirmed);
  private volatile BrokerLimits limits = BrokerLimits.UNKNOWN;
  private volatile boolean isStopped;

  /** Monotonic time at which the connection was complete; 0 without one. */
  private volatile long connectedAt;

  /** Monotonic time of the last attempt at refused subscriptions. */
  private volatile long subscribedAt;

  /**
   * @param subscriptions topics to subscribe
   * @param willTopic on which the broker announces that the client is gone; null for none
   */
  public PahoTransport(
      MqttOptions options,
      String clientId,
      List<String> subscriptions,
      @Nullable String willTopic) {
    this(
        options, clientId, subscriptions, willTopic, LinkWatch::linksOfMachine, Reconnecting.USUAL);
  }

  /**
   * The same, with another source of links and other waiting times.
   *
   * @param links a text that differs after a link came or went
   */
  public PahoTransport(
      MqttOptions options,
      String clientId,
      List<String> subscriptions,
      @Nullable String willTopic,
      Supplier<String> links,
      Reconnecting timing) {
    this.options = options;
    this.clientId = clientId;
    this.subscriptions = List.copyOf(subscriptions);
    this.willTopic = willTopic;
    this.timing = timing;
    this.backOff =
        new BackOff(timing.firstRetry(), timing.lastRetry(), RandomGenerator.getDefault());
    this.watch = new LinkWatch(links, new Watched(), unconfirmed);
  }

  private boolean isOfGroup() {
    return subscriptions.stream().anyMatch(topic -> topic.startsWith("$share/"));
  }

  @Override
  public void start(Listener to) {
    listener = to;
    link.execute(() -> connect(to));
    Thread _ = Thread.ofVirtual().name("uplink-links").start(watch);
  }

  /** Actions of the link watch on the connection. */
  private final class Watched implements LinkWatch.Connection {
    @Override
    public boolean isConnected() {
      return PahoTransport.this.isConnected();
    }

    @Override
    public void replace() {
      Listener to = listener;
      if (to != null) {
        later(() -> connect(to));
      }
    }

    @Override
    public void hurry() {
      nudge.release();
    }

    @Override
    public void look() {
      Listener to = listener;
      if (to == null || !isConnected()) {
        return;
      }
      if (name.isTaken() && hasHeld(timing.nameHeld())) {
        name.held();
        to.nameFree();
      }
      if (!denied.isEmpty() && System.nanoTime() - subscribedAt > timing.resubscribe().toNanos()) {
        subscribedAt = System.nanoTime();
        int number = made.get();
        later(() -> subscribeAgain(number, to));
      }
    }
  }

  private boolean hasHeld(Duration age) {
    long from = connectedAt;
    return from != 0 && System.nanoTime() - from >= age.toNanos();
  }

  private void later(Runnable job) {
    try {
      link.execute(job);
    } catch (RejectedExecutionException e) {
      Logger.tag("uplink").debug("closing");
    }
  }

  private void connect(Listener to) {
    while (!isStopped) {
      try {
        discard();
        MqttAsyncClient fresh =
            new MqttAsyncClient(options.url(), clientId, new MemoryPersistence());
        fresh.setCallback(callback(to, made.incrementAndGet()));
        client = fresh;
        IMqttToken answer = fresh.connect(ConnectOptions.of(options, willTopic, isOfGroup()));
        answer.waitForCompletion(ConnectOptions.PATIENCE.toMillis());
        limits = BrokerLimits.of(answer.getResponseProperties());
        queue.allow(limits.receiveMaximum());
        subscribedAt = System.nanoTime();
        for (String topic : subscriptions) {
          subscribe(fresh, topic, to);
        }
        connectedAt = System.nanoTime();
        to.connected();
        return;
      } catch (MqttException | TlsException e) {
        to.lost(Causes.of(e));
        name.failed();
        if (!pause(backOff.next())) {
          return;
        }
      }
    }
  }

  /** Waits, less long when links change; false when interrupted. */
  private boolean pause(Duration time) {
    try {
      if (nudge.tryAcquire(time.toMillis(), TimeUnit.MILLISECONDS)) {
        nudge.drainPermits();
        if (!name.isTaken()) {
          backOff.reset();
        }
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Connects again after a loss: at once when the connection had held, else after a wait. */
  private void reconnect(int number, Listener to) {
    if (made.get() != number || isStopped) {
      return; // another connection was made meanwhile
    }
    if (hasHeld(name.isTaken() ? timing.nameHeld() : timing.held())) {
      backOff.reset();
    } else if (!pause(backOff.next())) {
      return;
    }
    connect(to);
  }

  private void subscribeAgain(int number, Listener to) {
    MqttAsyncClient now = client;
    if (now == null || made.get() != number) {
      return;
    }
    try {
      for (String topic : List.copyOf(denied)) {
        subscribe(now, topic, to);
      }
    } catch (MqttException e) {
      Logger.tag("uplink").debug("subscriptions: {}", Causes.of(e));
    }
  }

  private void subscribe(MqttAsyncClient through, String topic, Listener to) throws MqttException {
    IMqttToken answer = through.subscribe(topic, 1);
    answer.waitForCompletion(ConnectOptions.PATIENCE.toMillis());
    int code = Causes.failure(answer);
    if (code >= ReasonCodes.FAILURE) {
      denied.add(topic);
      to.subscriptionDenied(topic, ReasonCodes.words(code));
    } else {
      denied.remove(topic);
      to.subscribed(topic);
    }
  }

  private MqttCallback callback(Listener to, int number) {
    return new MqttCallback() {
      @Override
      public void disconnected(MqttDisconnectResponse response) {
        if (isStopped || made.get() != number) {
          return; // given up already
        }
        to.lost(Causes.of(response));
        if (name.lost(response, hasHeld(timing.nameHeld()))) {
          to.nameTaken(
              "Another client connects as \"%s\" and ends this unit's connection"
                  .formatted(clientId));
        }
        later(() -> reconnect(number, to));
      }

      @Override
      public void mqttErrorOccurred(MqttException e) {
        Logger.tag("uplink").warn("mqtt: {}", Causes.of(e));
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
        to.received(topic, message.getPayload(), properties);
      }

      @Override
      public void deliveryComplete(IMqttToken token) {
        // reported by the publish's own listener
      }

      @Override
      public void connectComplete(boolean reconnect, String uri) {
        // reported once the subscriptions are made
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
  public int maxPayloadBytes(String topic, Map<String, String> properties) {
    return limits.maxPayloadBytes(topic, properties);
  }

  @Override
  public CompletableFuture<Void> publish(
      String topic, byte[] payload, boolean isRetained, Map<String, String> properties) {
    MqttAsyncClient now = client;
    if (now == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
    }
    BrokerLimits known = limits;
    long bytes = BrokerLimits.overheadBytes(topic, properties) + payload.length;
    if (bytes > known.maxPacketBytes()) { // the broker would end the connection
      return CompletableFuture.failedFuture(
          BrokerException.tooLarge(bytes, known.maxPacketBytes()));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    MqttProperties p = new MqttProperties();
    p.setUserProperties(
        properties.entrySet().stream()
            .map(e -> new UserProperty(e.getKey(), e.getValue()))
            .toList());
    queue.add(new SendQueue.Item(now, topic, new MqttMessage(payload, 1, isRetained, p), done));
    return done;
  }

  private void discard() {
    MqttAsyncClient old = client;
    client = null;
    SendQueue gone = queue;
    queue = new SendQueue(unconfirmed);
    connectedAt = 0;
    gone.close();
    if (old != null) {
      try {
        if (watch.isStuck()) {
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
    watch.stop();
    link.shutdownNow();
    discard();
  }
}
