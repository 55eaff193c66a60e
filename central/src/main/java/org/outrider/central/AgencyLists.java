package org.outrider.central;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.outrider.agent.base.read.Deployment;
import org.outrider.agent.base.read.UnitId;
import org.outrider.agent.base.trust.Sha256;
import org.outrider.agent.base.trust.SigningKey;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.CustomRules;
import org.outrider.agent.link.uplink.Topics;
import org.outrider.agent.link.uplink.Transport;
import org.tinylog.Logger;

/**
 * The lists of all agencies, made of what their units ask for and sent to each of their units,
 * retained, with each change. What central accepts follows from its own rules, not from the unit's.
 */
public final class AgencyLists {
  private static final String REQUEST = "request";
  private static final String BASE = "list";

  private final CentralStore store;
  private final Transport transport;
  private final CustomRules rules;
  private final SigningKey key;
  private final InstantSource time;
  private final Map<String, AgencyList> lists = new HashMap<>();
  private final Map<String, TreeSet<String>> units = new HashMap<>();

  /** Takes up what an earlier run of central left. */
  public AgencyLists(
      CentralStore store,
      Transport transport,
      CustomRules rules,
      SigningKey key,
      InstantSource time)
      throws HotListException {
    this.store = store;
    this.transport = transport;
    this.rules = rules;
    this.key = key;
    this.time = time;
    for (Map.Entry<String, byte[]> base : store.bodies(BASE)) {
      list(base.getKey()).resume(base.getValue());
    }
    for (Map.Entry<String, byte[]> request : store.bodies(REQUEST)) {
      String _ = list(agency(request.getKey())).take(request.getValue());
    }
  }

  private static String agency(String unit) {
    return unit.substring(0, unit.indexOf('/'));
  }

  private AgencyList list(String agency) {
    return lists.computeIfAbsent(agency, a -> new AgencyList(rules, key));
  }

  /**
   * Takes what a unit asks.
   *
   * @param unit agency and unit
   * @return why it is not accepted; empty when it is, and then the units are told
   */
  synchronized String take(String unit, byte[] change) {
    String problem = list(agency(unit)).take(change);
    if (problem.isEmpty()) {
      tell(agency(unit));
    }
    return problem;
  }

  /** A unit shows itself: it is told what is listed. */
  synchronized void seen(String unit) {
    if (units.computeIfAbsent(agency(unit), a -> new TreeSet<>()).add(unit)) {
      tell(agency(unit));
    }
  }

  /** Says again what is listed, so that no list grows old while nothing changes. */
  public synchronized void refresh() {
    units.keySet().forEach(this::tell);
  }

  private void tell(String agency) {
    AgencyList list = list(agency);
    Instant now = time.instant();
    try {
      byte[] message = list.message(now);
      if (message.length == 0) {
        return;
      }
      byte[] base = list.base();
      List<CentralStore.Result> _ =
          store.put(
              List.of(
                  new Received(agency, BASE, agency, Sha256.of(base), base, Received.Marks.NONE)));
      for (String unit : units.getOrDefault(agency, new TreeSet<>())) {
        UnitId id = new UnitId(agency, unit.substring(agency.length() + 1), Deployment.UNKNOWN);
        CompletableFuture<Void> sent =
            transport.publish(
                Topics.manifest(id) + "/" + AgencyList.LIST_ID, message, true, Map.of());
        sent.exceptionally(
            e -> {
              Logger.tag("central").warn("list not sent to {}: {}", unit, e.getMessage());
              return null;
            });
      }
    } catch (HotListException e) {
      Logger.tag("central").error("list of {} not made: {}", agency, e.getMessage());
    }
  }
}
