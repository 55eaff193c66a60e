package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.Counted;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.plate.PlateText;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.hotlist.Freshness;
import org.outrider.agent.hotlist.HotList;
import org.outrider.agent.hotlist.HotListEntry;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.hotlist.match.Confusions;
import org.outrider.agent.hotlist.match.Match;
import org.outrider.agent.hotlist.match.Matcher;
import org.outrider.agent.hotlist.release.HotListManifest;
import org.outrider.agent.hotlist.release.ReleaseStore;
import org.outrider.agent.store.SqliteCustomStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Commands about the hot lists in force on a unit, one class each. */
final class ListsOnUnitCommands {
  private ListsOnUnitCommands() {}

  @Command(
      name = "status",
      description =
          "Shows the lists in force and their age. Exit 1 if one is stale, 2 if unreliable.",
      mixinStandardHelpOptions = true)
  static final class Status implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Mixin HotListCommand.Place place = new HotListCommand.Place();

    @Mixin PolicyOption policy = new PolicyOption();

    @Option(names = "--json", description = "One JSON array.")
    boolean isJson;

    @Override
    public Integer call() throws ConfigException, HotListException, TrustException {
      ReleaseStore store = place.store();
      List<Object> all = new ArrayList<>();
      int code = store.listIds().isEmpty() ? Exit.FAULT : Exit.OK;
      for (String id : store.listIds()) {
        try (ReleaseStore.Active active = store.open(id)) {
          Duration age = active.list().edition().age(HotListCommand.now());
          Freshness freshness = policy.policy().ageLimits().of(age);
          String state = HotListCommand.lower(freshness);
          code = Math.max(code, exit(freshness));
          HotListManifest m = store.manifest(id);
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("list_id", id);
          one.put("version", active.list().edition().version());
          one.put("source", m.source());
          one.put("entries", active.list().size());
          one.put("extracted_at", m.sourceExtractAt().toString());
          one.put("age_s", age.toSeconds());
          one.put("state", state);
          all.add(one);
          if (!isJson) {
            out()
                .printf(
                    "%s version %s: %s of %s, %d h %d min old, %s%n",
                    id,
                    active.list().edition().version(),
                    Counted.of(active.list().size(), "entry"),
                    m.source(),
                    age.toHours(),
                    age.toMinutesPart(),
                    freshness == Freshness.FRESH ? state : freshness.name());
          }
        }
      }
      if (isJson) {
        out().println(Json.text(all));
      } else if (all.isEmpty()) {
        out().println(place.folder + ": no list was ever imported");
      }
      return code;
    }

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  @Command(
      name = "check",
      description = "Checks whether a plate is listed. Exit 0 if it is, 1 if it is not.",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PLATE", description = "Plate as it is written.")
    String plate = "";

    @Option(names = "--state", paramLabel = "CODE", description = "ISO 3166-2, such as US-CT.")
    @Nullable String state;

    @Mixin HotListCommand.Place place = new HotListCommand.Place();

    @Mixin PolicyOption policy = new PolicyOption();

    @Option(names = "--json", description = "One JSON array.")
    boolean isJson;

    @Override
    public Integer call() throws ConfigException, HotListException, TrustException {
      List<Object> all = new ArrayList<>();
      List<ReleaseStore.Active> open = new ArrayList<>();
      try {
        ReleaseStore store = place.store();
        List<HotList> lists = new ArrayList<>();
        for (String id : store.listIds()) {
          open.add(store.open(id));
          lists.add(open.getLast().list());
        }
        Path entries = ListsInForce.customFile(place.folder);
        if (Files.exists(entries)) {
          try (SqliteCustomStore custom = SqliteCustomStore.open(entries)) {
            lists.add(new CustomEntries(custom, policy.policy().customRules()).list());
          }
        }
        Matcher matcher = new Matcher(() -> lists, policy.policy().matchRules(Confusions.CLASSES));
        for (Match m :
            matcher.match(PlateText.of(plate), List.of(), state, HotListCommand.now()).matches()) {
          all.add(matchJson(m));
          if (!isJson) {
            print(out(), m);
          }
        }
      } finally {
        open.forEach(ReleaseStore.Active::close);
      }
      if (isJson) {
        out().println(Json.text(all));
      } else if (all.isEmpty()) {
        out().println("not listed");
      }
      return all.isEmpty() ? Exit.WARNING : Exit.OK;
    }

    private PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  private static int exit(Freshness freshness) {
    return switch (freshness) {
      case FRESH -> Exit.OK;
      case STALE -> Exit.WARNING;
      case UNRELIABLE -> Exit.FAULT;
    };
  }

  private static Map<String, Object> matchJson(Match m) {
    HotListEntry e = m.entry();
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("list", m.edition().toString());
    one.put("entry_id", e.entryId());
    one.put("type", HotListCommand.lower(m.type()));
    one.put("plate", e.plate().raw());
    one.put("state", e.state());
    one.put("state_agrees", HotListCommand.lower(m.stateAgrees()));
    one.put("category", e.category().name());
    one.put("priority", e.priority());
    one.put("classification", HotListCommand.lower(e.classification()));
    one.put("vehicle", e.vehicle().text());
    one.put("instructions", e.instructions());
    return one;
  }

  private static void print(PrintWriter out, Match m) {
    HotListEntry e = m.entry();
    out.printf(
        "%s: %s %s, %s, record %s of %s%n",
        HotListCommand.lower(m.type()),
        e.plate().raw(),
        e.state() == null ? "state not listed" : e.state(),
        e.category().label(),
        e.entryId(),
        m.edition());
    if (!e.instructions().isEmpty()) {
      out.println("  " + e.instructions());
    }
    if (!e.vehicle().text().isEmpty()) {
      out.println("  vehicle " + e.vehicle().text());
    }
  }
}
