package org.outrider.agent.link.uplink.mqtt;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.link.uplink.BrokerException;

/**
 * Messages of one connection: no more of them unconfirmed than the broker allows (MQTT 5,
 * 3.2.2.3.3, Receive Maximum; mosquitto allows 20), the others wait. Safe for several threads.
 */
final class SendQueue {
  private static final int MIN_RECEIVE_MAXIMUM = 1;

  private final Unconfirmed unconfirmed;
  private final ArrayDeque<Item> waiting = new ArrayDeque<>();

  /** Sent and unconfirmed, oldest first: the broker confirms in this order (MQTT 5, 4.6). */
  private final Set<Item> inFlight = new LinkedHashSet<>();

  /** True once the message is found on whose answer the connection ended. */
  private boolean isCulpritFound;

  private int receiveMaximum = MIN_RECEIVE_MAXIMUM;
  private boolean isSending;
  private volatile boolean isOver;

  /** A message and the connection that it is for; a refusal in PUBACK is a failure. */
  record Item(
      MqttAsyncClient through, String topic, MqttMessage message, CompletableFuture<Void> done) {}

  SendQueue(Unconfirmed unconfirmed) {
    this.unconfirmed = unconfirmed;
  }

  synchronized void allow(int messages) {
    receiveMaximum = messages;
  }

  void add(Item item) {
    synchronized (this) {
      if (!isOver) {
        waiting.add(item);
      }
    }
    if (isOver) {
      fail(item);
    } else {
      next();
    }
  }

  private static void fail(Item item) {
    item.done().completeExceptionally(new IllegalStateException("not connected"));
  }

  /** One thread at a time sends, so that messages keep their order and failures do not nest. */
  private void next() {
    synchronized (this) {
      if (isSending) {
        return;
      }
      isSending = true;
    }
    for (@Nullable Item drawn = draw(); drawn != null; drawn = draw()) {
      Item item = drawn;
      CompletableFuture<Void> _ = item.done().whenComplete((v, e) -> ended(item));
      send(item);
    }
  }

  private synchronized @Nullable Item draw() {
    if (inFlight.size() >= receiveMaximum || waiting.isEmpty()) {
      isSending = false;
      return null;
    }
    Item next = waiting.remove();
    boolean _ = inFlight.add(next);
    return next;
  }

  private void ended(Item item) {
    synchronized (this) {
      boolean _ = inFlight.remove(item);
    }
    next();
  }

  /**
   * True if the connection ended on the answer to this message: Paho ends it on a reason code that
   * MQTT 5 does not allow in PUBACK, such as mosquitto's for its {@code message_size_limit}.
   */
  private synchronized boolean isCulprit(Item item, Throwable e) {
    boolean isIt =
        !isCulpritFound
            && e instanceof MqttException m
            && m.getReasonCode() == MqttException.REASON_CODE_INVALID_RETURN_CODE
            && !inFlight.isEmpty()
            && inFlight.iterator().next().equals(item);
    isCulpritFound |= isIt;
    return isIt;
  }

  /** Fails everything that still waits: the connection is gone. */
  void close() {
    List<Item> all;
    synchronized (this) {
      isOver = true;
      all = List.copyOf(waiting);
      waiting.clear();
    }
    all.forEach(SendQueue::fail);
  }

  private void send(Item item) {
    CompletableFuture<Void> done = item.done();
    unconfirmed.sent();
    CompletableFuture<Void> _ = done.whenComplete((v, e) -> unconfirmed.confirmed());
    try {
      IMqttToken _ =
          item.through()
              .publish(
                  item.topic(),
                  item.message(),
                  null,
                  new MqttActionListener() {
                    @Override
                    public void onSuccess(IMqttToken token) {
                      int code = Causes.failure(token);
                      if (code >= ReasonCodes.FAILURE) {
                        done.completeExceptionally(
                            new BrokerException(code, ReasonCodes.words(code)));
                      } else {
                        done.complete(null);
                      }
                    }

                    @Override
                    public void onFailure(IMqttToken token, Throwable e) {
                      done.completeExceptionally(
                          isCulprit(item, e) ? BrokerException.badAnswer() : e);
                    }
                  });
    } catch (MqttException e) {
      done.completeExceptionally(e);
    }
  }
}
