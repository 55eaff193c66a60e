package org.outrider.agent.cli;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.outrider.agent.base.CommandException;
import org.outrider.agent.base.json.Json;
import org.outrider.agent.base.toml.ConfigException;
import org.outrider.agent.base.trust.TrustException;
import org.outrider.agent.hotlist.Category;
import org.outrider.agent.hotlist.HotListException;
import org.outrider.agent.hotlist.custom.Change;
import org.outrider.agent.hotlist.custom.CustomEntries;
import org.outrider.agent.hotlist.custom.CustomEntry;
import org.outrider.agent.hotlist.custom.EntryDraft;
import org.outrider.agent.hotlist.live.ListsInForce;
import org.outrider.agent.people.audit.Action;
import org.outrider.agent.people.audit.AuditEntry;
import org.outrider.agent.people.iam.Actor;
import org.outrider.agent.store.SqliteCustomStore;
import org.outrider.hal.clock.SystemClock;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Commands about custom entries, one class each. */
final class EntryCommands {
  private EntryCommands() {}

  /** Common part of the commands about an entry. */
  abstract static class OfEntry implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();
    @Mixin EntryOptions asked = new EntryOptions();

    abstract Change change(CustomEntries entries, Actor by, Instant now)
        throws HotListException, CommandException;

    /** Event of the audit trail. */
    abstract AuditEntry entry(Actor by);

    @Override
    public Integer call()
        throws CommandException, ConfigException, HotListException, TrustException {
      Actor by = asked.actor();
      asked.who.record(entry(by), asked.policy.policy());
      try (SqliteCustomStore store =
          SqliteCustomStore.open(ListsInForce.customFile(asked.place.folder))) {
        CustomEntries entries = new CustomEntries(store, asked.policy.policy().customRules());
        Change done = change(entries, by, new SystemClock().utc());
        PrintWriter out = spec.commandLine().getOut();
        out.println(done.entry().entryId() + ": " + lower(done.entry().status()));
        return Exit.OK;
      }
    }
  }

  /** Common part of the commands about an existing entry. */
  abstract static class OfKnown extends OfEntry {
    private final Action action;

    OfKnown(Action action) {
      this.action = action;
    }

    @Parameters(paramLabel = "ID", description = "Id of the entry.")
    String id = "";

    /** Reason; empty where none is required. */
    String why() {
      return "";
    }

    @Override
    AuditEntry entry(Actor by) {
      return AuditEntry.of(by, action, "entry", id).with("reason", why());
    }
  }

  private static String lower(CustomEntry.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  @Command(
      name = "add",
      description = "Adds a plate to the list, or requests it, as the profile permits.",
      mixinStandardHelpOptions = true)
  static final class Add extends OfEntry {
    @Parameters(
        paramLabel = "PLATE",
        description = "? stands for one unknown character, * for any.")
    String plate = "";

    @Option(
        names = "--category",
        paramLabel = "NAME",
        required = true,
        description = "Such as stolen_vehicle.")
    String category = "";

    @Option(names = "--state", paramLabel = "CODE", description = "ISO 3166-2, such as US-CT.")
    @Nullable String state;

    @Option(
        names = "--priority",
        paramLabel = "N",
        defaultValue = "50",
        description = "0 highest to 100 (default ${DEFAULT-VALUE}).")
    int priority;

    @Option(
        names = "--instructions",
        paramLabel = "TEXT",
        defaultValue = "",
        description = "Instructions to the officer.")
    String instructions = "";

    @Option(
        names = "--field",
        paramLabel = "NAME=TEXT",
        description = "Field that the profile requires, such as case_number=26-1.")
    Map<String, String> fields = new LinkedHashMap<>();

    @Option(names = "--suspicion", description = "I attest reasonable suspicion.")
    boolean isSuspicionAttested;

    @Option(
        names = "--basis",
        paramLabel = "TEXT",
        description = "Statutory basis, where the purpose is civil immigration.")
    @Nullable String basis;

    @Option(
        names = "--verified-by",
        paramLabel = "SYSTEM",
        description = "System by which the plate was verified, such as NCIC.")
    @Nullable String verifiedBy;

    @Option(names = "--expires", paramLabel = "WHEN", description = "7d, 12h or a time.")
    @Nullable String expires;

    @Override
    AuditEntry entry(Actor by) {
      return AuditEntry.of(by, Action.ENTRY_CREATE, "entry", "")
          .with("query", plate)
          .with("purpose", fields.getOrDefault("purpose_code", ""))
          .with("case_number", fields.getOrDefault("case_number", ""))
          .with("offense_type", fields.getOrDefault("offense_type", ""));
    }

    @Override
    Change change(CustomEntries entries, Actor by, Instant now)
        throws HotListException, CommandException {
      Category of;
      try {
        of = Category.of(category);
      } catch (IllegalArgumentException e) {
        throw new CommandException(String.valueOf(e.getMessage()));
      }
      Map<String, String> said = new TreeMap<>(fields);
      said.putIfAbsent("entering_name", by.userId());
      return entries.add(
          new EntryDraft(
              plate,
              state,
              of,
              priority,
              instructions,
              said,
              isSuspicionAttested,
              basis,
              verifiedBy,
              expires == null ? null : EntryOptions.end(expires, now)),
          by,
          now);
    }
  }

  @Command(
      name = "approve",
      description = "Approves a pending entry of somebody else.",
      mixinStandardHelpOptions = true)
  static final class Approve extends OfKnown {
    Approve() {
      super(Action.ENTRY_APPROVE);
    }

    @Override
    Change change(CustomEntries entries, Actor by, Instant now) throws HotListException {
      return entries.approve(id, by, now);
    }
  }

  @Command(
      name = "reject",
      description = "Rejects a pending entry.",
      mixinStandardHelpOptions = true)
  static final class Reject extends OfKnown {
    Reject() {
      super(Action.ENTRY_REJECT);
    }

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Reason.")
    String reason = "";

    @Override
    String why() {
      return reason;
    }

    @Override
    Change change(CustomEntries entries, Actor by, Instant now) throws HotListException {
      return entries.reject(id, reason, by, now);
    }
  }

  @Command(
      name = "verified",
      description = "Records that the plate of an entry was verified.",
      mixinStandardHelpOptions = true)
  static final class Verified extends OfKnown {
    Verified() {
      super(Action.ENTRY_CHANGE);
    }

    @Option(
        names = "--by",
        paramLabel = "SYSTEM",
        required = true,
        description = "System, such as NCIC.")
    String system = "";

    @Override
    Change change(CustomEntries entries, Actor by, Instant now) throws HotListException {
      return entries.verify(id, system, by, now);
    }
  }

  @Command(
      name = "reviewed",
      description = "Records that an entry was reviewed and remains valid.",
      mixinStandardHelpOptions = true)
  static final class Reviewed extends OfKnown {
    Reviewed() {
      super(Action.ENTRY_CHANGE);
    }

    @Override
    Change change(CustomEntries entries, Actor by, Instant now) throws HotListException {
      return entries.review(id, by, now);
    }
  }

  @Command(name = "renew", description = "Extends an entry.", mixinStandardHelpOptions = true)
  static final class Renew extends OfKnown {
    Renew() {
      super(Action.ENTRY_CHANGE);
    }

    @Option(
        names = "--expires",
        paramLabel = "WHEN",
        required = true,
        description = "7d, 12h or a time.")
    String expires = "";

    @Override
    Change change(CustomEntries entries, Actor by, Instant now)
        throws HotListException, CommandException {
      return entries.renew(id, EntryOptions.end(expires, now), by, now);
    }
  }

  @Command(
      name = "located",
      description = "Removes the entry of a vehicle that was found.",
      mixinStandardHelpOptions = true)
  static final class Located extends OfKnown {
    Located() {
      super(Action.ENTRY_CHANGE);
    }

    @Override
    Change change(CustomEntries entries, Actor by, Instant now) throws HotListException {
      return entries.locate(id, by, now);
    }
  }

  @Command(
      name = "remove",
      description = "Removes an entry, with a reason.",
      mixinStandardHelpOptions = true)
  static final class Remove extends OfKnown {
    Remove() {
      super(Action.ENTRY_REMOVE);
    }

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Reason.")
    String reason = "";

    @Override
    String why() {
      return reason;
    }

    @Override
    Change change(CustomEntries entries, Actor by, Instant now) throws HotListException {
      return entries.remove(id, reason, by, now);
    }
  }

  @Command(
      name = "entries",
      description = "Shows custom entries. Exit 1 if any is due for review.",
      mixinStandardHelpOptions = true)
  static final class Entries implements Callable<Integer> {
    @Spec CommandSpec spec = CommandSpec.create();

    @Mixin HotListCommand.Place place = new HotListCommand.Place();

    @Mixin PolicyOption policy = new PolicyOption();

    @Option(names = "--json", description = "One JSON array.")
    boolean isJson;

    @Override
    public Integer call() throws ConfigException, HotListException, TrustException {
      Instant now = new SystemClock().utc();
      try (SqliteCustomStore store =
          SqliteCustomStore.open(ListsInForce.customFile(place.folder))) {
        CustomEntries entries = new CustomEntries(store, policy.policy().customRules());
        List<CustomEntry> due = entries.dueForReview(now);
        List<Object> all = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        for (CustomEntry e : entries.all()) {
          boolean isDue = due.contains(e);
          if (isJson) {
            all.add(json(e, isDue));
          } else {
            out.printf(
                "%s %-8s %-8s %s, by %s, until %s%s%s%n",
                e.entryId(),
                e.draft().plate(),
                lower(e.status()),
                e.draft().category().label(),
                e.createdBy().userId(),
                e.draft().expiresAt() == null ? "no end" : e.draft().expiresAt(),
                e.draft().verifiedBySystem() == null ? ", plate not verified" : "",
                isDue ? ", REVIEW DUE" : "");
          }
        }
        if (isJson) {
          out.println(Json.text(all));
        } else if (entries.all().isEmpty()) {
          out.println("no entries");
        }
        return due.isEmpty() ? Exit.OK : Exit.WARNING;
      }
    }

    private static Map<String, @Nullable Object> json(CustomEntry e, boolean isDue) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("entry_id", e.entryId());
      one.put("plate", e.draft().plate());
      one.put("state", e.draft().state());
      one.put("category", e.draft().category().name());
      one.put("status", lower(e.status()));
      one.put("created_by", e.createdBy().userId());
      one.put("plate_verified", e.draft().verifiedBySystem());
      one.put("expires_at", String.valueOf(e.draft().expiresAt()));
      one.put("review_at", e.reviewAt().toString());
      one.put("is_review_due", isDue);
      one.put("fields", e.draft().fields());
      return one;
    }
  }
}
