package org.outrider.agent.link.uplink.mqtt;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
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
import java.util.function.Supplier;
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
import org.outrider.agent.base.tls.TlsException;
import org.outrider.agent.base.tls.UnitTls;
import org.outrider.agent.link.uplink.MqttOptions;
import org.outrider.agent.link.uplink.Transport;
import org.outrider.hal.BackOff;
import org.tinylog.Logger;

/**
 * MQTT 5 by Paho, as a pipe: memory persistence, no offline buffer, reconnects done here.
 * Subscriptions are made from a thread of ours, since Paho hangs when that is done inside its own
 * callback.
 */
public final class PahoTransport implements Transport {
  private static final int RECEIVE_MAXIMUM = 64;
  private static final int LEAST_RECEIVE_MAXIMUM = 1;
  private static final int MOST_UNCONFIRMED = 1000;
  private static final long SESSION_EXPIRY_S = 24 * 3600L;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration STUCK = Duration.ofSeconds(1);

  private final MqttOptions options;
  private final String clientId;
  private final List<String> subscriptions;
  private final @Nullable String willTopic;
  private final Supplier<String> links;
  private final ExecutorService link =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("uplink-link").factory());
  private final BackOff backOff =
      new BackOff(Duration.ofMillis(500), Duration.ofSeconds(30), RandomGenerator.getDefault());
  private volatile @Nullable MqttAsyncClient client;
  private volatile boolean isStopped;

  private final Semaphore nudge = new Semaphore(0);

  /** Connections that were made; what an earlier one says counts no more. */
  private final AtomicInteger made = new AtomicInteger();

  /** Of the connection in use. */
  private volatile Turns turns = new Turns();

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
    this(options, clientId, subscriptions, willTopic, PahoTransport::linksOfMachine);
  }

  /**
   * With another way to see whether a link came or went.
   *
   * @param links another text whenever that happened
   */
  public PahoTransport(
      MqttOptions options,
      String clientId,
      List<String> subscriptions,
      @Nullable String willTopic,
      Supplier<String> links) {
    this.options = options;
    this.clientId = clientId;
    this.subscriptions = List.copyOf(subscriptions);
    this.willTopic = willTopic;
    this.links = links;
  }

  @Override
  public void start(Listener listener) {
    link.execute(() -> connect(listener));
    Thread _ = Thread.ofVirtual().name("uplink-links").start(() -> watchLinks(listener));
  }

  /** Looks whether a link came or went: a connection that hangs on the old one is given up. */
  private void watchLinks(Listener listener) {
    String before = links.get();
    try {
      while (!isStopped) {
        TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        String now = links.get();
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
  private static String linksOfMachine() {
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
        IMqttToken answer = fresh.connect(connection());
        answer.waitForCompletion(PATIENCE.toMillis());
        turns.allow(receiveMaximum(answer.getResponseProperties()));
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

  /** What the broker takes unconfirmed, less one that Paho may still count. */
  private static int receiveMaximum(@Nullable MqttProperties properties) {
    Integer said = properties == null ? null : properties.getReceiveMaximum();
    return said == null ? MOST_UNCONFIRMED : Math.clamp(said - 1, 1, MOST_UNCONFIRMED);
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
    turns.take(new Turn(now, topic, new MqttMessage(payload, 1, isRetained, p), done));
    return done;
  }

  /** A message and the connection it was meant for. */
  private record Turn(
      MqttAsyncClient through, String topic, MqttMessage message, CompletableFuture<Void> done) {}

  /**
   * Messages the broker has not confirmed: no more at a time than it said it takes (MQTT 5,
   * 3.2.2.3.3, Receive Maximum; mosquitto says 20), the others wait for their turn.
   */
  private final class Turns {
    private final ArrayDeque<Turn> waiting = new ArrayDeque<>();
    private int most = LEAST_RECEIVE_MAXIMUM;
    private int onTheWay;
    private boolean isSending;
    private volatile boolean isOver;

    synchronized void allow(int receiveMaximum) {
      most = receiveMaximum;
    }

    void take(Turn turn) {
      synchronized (this) {
        if (!isOver) {
          waiting.add(turn);
        }
      }
      if (isOver) {
        giveUp(turn);
      } else {
        next();
      }
    }

    private static void giveUp(Turn turn) {
      turn.done().completeExceptionally(new IllegalStateException("not connected"));
    }

    /** One thread at a time sends, so that messages keep their order and failures do not nest. */
    private void next() {
      synchronized (this) {
        if (isSending) {
          return;
        }
        isSending = true;
      }
      for (Turn turn = draw(); turn != null; turn = draw()) {
        CompletableFuture<Void> _ = turn.done().whenComplete((v, e) -> ended());
        send(turn);
      }
    }

    private synchronized @Nullable Turn draw() {
      if (onTheWay >= most || waiting.isEmpty()) {
        isSending = false;
        return null;
      }
      onTheWay++;
      return waiting.remove();
    }

    private void ended() {
      synchronized (this) {
        onTheWay--;
      }
      next();
    }

    /** What waited for a connection that is gone goes to nobody. */
    void giveUp() {
      List<Turn> all;
      synchronized (this) {
        isOver = true;
        all = List.copyOf(waiting);
        waiting.clear();
      }
      all.forEach(Turns::giveUp);
    }
  }

  private void send(Turn turn) {
    CompletableFuture<Void> done = turn.done();
    if (unacked.getAndIncrement() == 0) {
      oldestUnacked = System.nanoTime();
    }
    CompletableFuture<Void> _ = done.whenComplete((v, e) -> acked());
    try {
      turn.through()
          .publish(
              turn.topic(),
              turn.message(),
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
  }

  private void acked() {
    oldestUnacked = unacked.decrementAndGet() == 0 ? 0 : System.nanoTime();
  }

  private void discard() {
    MqttAsyncClient old = client;
    client = null;
    Turns gone = turns;
    turns = new Turns();
    gone.giveUp();
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
