import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Joins what the tests proved with what is required: reads the Open Test Reporting files that a test
 * run leaves (target/test-report of each module) and docs/requirements.tsv, and writes
 * target/traceability/traceability.json and index.html. A test is joined to a requirement by its tag,
 * such as HL-03, and to a clause of a policy by its display name.
 *
 * <p>usage: java tools/Traceability.java ROOT
 */
final class Traceability {
  private static final String SETTING = "setting";

  private Traceability() {}

  /** A required thing. {@code whyNot}: what is missing, where something is; empty for nothing known. */
  record Requirement(String id, String what, String clauses, String whyNot) {}

  /** A test that ran. {@code isSetting}: it only shows that a profile says so, not that it is done. */
  record Proof(
      String suite, String clause, String sentence, int runs, String result, boolean isSetting) {}

  /** A node of a report. */
  static final class Node {
    String name = "";
    String parent = "";
    String suite = "";
    String method = "";
    boolean isTest;
    String status = "";
    String reason = "";
    final TreeSet<String> tags = new TreeSet<>();
  }

  public static void main(String[] args) throws IOException, XMLStreamException {
    Path root = Path.of(args[0]);
    List<Requirement> requirements = requirements(root.resolve("docs/requirements.tsv"));
    Map<String, List<Proof>> proofs = new TreeMap<>();
    Map<String, Map<String, Integer>> skipped = new TreeMap<>();
    int tests = 0;
    for (Path report : reports(root)) {
      Map<String, Node> nodes = read(report);
      tests += (int) nodes.values().stream().filter(n -> n.isTest).count();
      collect(nodes, proofs);
      nodes.values().stream().filter(n -> !n.reason.isEmpty()).forEach(n -> skipped(n, skipped));
    }
    TreeSet<String> unknown = new TreeSet<>(proofs.keySet());
    requirements.forEach(r -> unknown.remove(r.id()));
    if (!unknown.isEmpty()) {
      System.err.println("traceability: tests name requirements that do not exist: " + unknown);
      System.exit(1);
    }
    Path out = Files.createDirectories(root.resolve("target/traceability"));
    Files.writeString(out.resolve("traceability.json"), json(requirements, proofs));
    Files.writeString(out.resolve("index.html"), html(requirements, proofs));
    Map<String, Integer> counts = new TreeMap<>();
    requirements.forEach(r -> counts.merge(status(proofs.get(r.id())), 1, Integer::sum));
    System.out.printf(
        "traceability: of %d requirements %s (%d tests ran): %s%n",
        requirements.size(), counts, tests, out.resolve("index.html"));
    say(requirements, proofs, skipped);
  }

  /** Counts a test that did not run under its reason, by class. */
  private static void skipped(Node node, Map<String, Map<String, Integer>> skipped) {
    skipped
        .computeIfAbsent(node.reason, k -> new TreeMap<>())
        .merge(node.suite.substring(node.suite.lastIndexOf('.') + 1), 1, Integer::sum);
  }

  /** The closing lines: what did not run here and how it would, and what the run does not prove. */
  private static void say(
      List<Requirement> requirements,
      Map<String, List<Proof>> proofs,
      Map<String, Map<String, Integer>> skipped) {
    skipped.forEach(
        (reason, suites) ->
            System.out.printf(
                "skipped: %d of %s: %s%n",
                suites.values().stream().mapToInt(Integer::intValue).sum(),
                String.join(", ", suites.keySet()),
                reason));
    Map<String, List<String>> open = new TreeMap<>();
    for (Requirement r : requirements) {
      String status = status(proofs.get(r.id()));
      if (!status.equals("passed")) {
        open.computeIfAbsent(status, k -> new ArrayList<>()).add(r.id());
      }
    }
    open.forEach(
        (status, ids) ->
            System.out.printf("not proved (%s): %s%n", status, String.join(" ", ids)));
  }

  private static List<Requirement> requirements(Path file) throws IOException {
    List<Requirement> out = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] f = line.split("\t", -1);
      if (f.length != 3 && f.length != 4) {
        throw new IOException(file + ": \"" + line + "\", expected three or four fields");
      }
      if (!f[0].equals("id")) {
        out.add(new Requirement(f[0], f[1], f[2], f.length == 4 ? f[3] : ""));
      }
    }
    return out;
  }

  private static List<Path> reports(Path root) throws IOException {
    List<Path> out = new ArrayList<>();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.sorted().toList()) {
        Path folder = module.resolve("target/test-report");
        if (Files.isDirectory(folder)) {
          try (Stream<Path> files = Files.list(folder)) {
            // A run leaves a file of its own; the newest is the one that counts.
            files
                .filter(f -> f.toString().endsWith(".xml"))
                .max((a, b) -> Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
                .ifPresent(out::add);
          }
        }
      }
    }
    return out;
  }

  private static Map<String, Node> read(Path file) throws IOException, XMLStreamException {
    Map<String, Node> nodes = new LinkedHashMap<>();
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      String id = "";
      while (xml.hasNext()) {
        if (xml.next() != XMLStreamReader.START_ELEMENT) {
          continue;
        }
        switch (xml.getLocalName()) {
          case "started" -> {
            id = xml.getAttributeValue(null, "id");
            Node n = nodes.computeIfAbsent(id, k -> new Node());
            n.name = xml.getAttributeValue(null, "name");
            String parent = xml.getAttributeValue(null, "parentId");
            n.parent = parent == null ? "" : parent;
          }
          case "finished" -> id = xml.getAttributeValue(null, "id");
          case "tag" -> nodes.get(id).tags.add(xml.getElementText().strip());
          case "type" -> nodes.get(id).isTest = xml.getElementText().contains("TEST");
          case "methodSource" -> {
            nodes.get(id).suite = xml.getAttributeValue(null, "className");
            nodes.get(id).method = xml.getAttributeValue(null, "methodName");
          }
          case "result" -> nodes.get(id).status = xml.getAttributeValue(null, "status");
          case "reason", "throwable" -> nodes.get(id).reason = reason(xml, nodes.get(id).status);
          default -> {}
        }
      }
    }
    return nodes;
  }

  /** Why a test did not run, in one line; empty for one that ran. */
  private static String reason(XMLStreamReader xml, String status) throws XMLStreamException {
    String first = xml.getElementText().lines().findFirst().orElse("").strip();
    boolean isSkipped = status.equals("ABORTED") || status.equals("SKIPPED");
    return isSkipped
        ? first.replaceFirst("^[\\w.]+Exception: ", "").replaceFirst("^Assumption failed: ", "")
        : "";
  }

  private static void collect(Map<String, Node> nodes, Map<String, List<Proof>> proofs) {
    // All runs of one method are one proof.
    Map<String, List<Node>> methods = new LinkedHashMap<>();
    Map<String, TreeSet<String>> tags = new HashMap<>();
    Map<String, String> clauses = new HashMap<>();
    for (Node n : nodes.values()) {
      if (n.method.isEmpty()) {
        continue;
      }
      String key = n.suite + "#" + n.method;
      tags.computeIfAbsent(key, k -> new TreeSet<>()).addAll(n.tags);
      boolean isNamed = !n.name.startsWith(n.method) && !n.name.startsWith("[");
      if (isNamed) {
        clauses.putIfAbsent(key, n.name);
      }
      if (n.isTest) {
        methods.computeIfAbsent(key, k -> new ArrayList<>()).add(n);
      }
    }
    methods.forEach(
        (key, runs) -> {
          Node first = runs.getFirst();
          Proof proof =
              new Proof(
                  first.suite.substring(first.suite.lastIndexOf('.') + 1),
                  clauses.getOrDefault(key, ""),
                  sentence(first.method),
                  runs.size(),
                  result(runs),
                  tags.get(key).remove(SETTING));
          tags.get(key)
              .forEach(tag -> proofs.computeIfAbsent(tag, k -> new ArrayList<>()).add(proof));
        });
  }

  /** Failed when any run did; skipped when any could not run here, for a part of the machine is missing. */
  private static String result(List<Node> runs) {
    if (runs.stream().anyMatch(r -> r.status.equals("FAILED"))) {
      return "failed";
    }
    return runs.stream().allMatch(r -> r.status.equals("SUCCESSFUL")) ? "passed" : "skipped";
  }

  private static String sentence(String method) {
    String words =
        method.replaceAll("(?=[A-Z])|(?<=[a-z])(?=[0-9])", " ").toLowerCase(java.util.Locale.ROOT);
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String status(List<Proof> of) {
    if (of == null) {
      return "not covered";
    }
    for (String result : List.of("failed", "skipped")) {
      if (of.stream().anyMatch(p -> p.result().equals(result))) {
        return result;
      }
    }
    return of.stream().allMatch(Proof::isSetting) ? "setting only" : "passed";
  }

  private static String json(List<Requirement> requirements, Map<String, List<Proof>> proofs) {
    StringBuilder out = new StringBuilder("[\n");
    for (int i = 0; i < requirements.size(); i++) {
      Requirement r = requirements.get(i);
      out.append("  {\"id\":").append(quoted(r.id()));
      out.append(",\"what\":").append(quoted(r.what()));
      out.append(",\"clauses\":").append(quoted(r.clauses()));
      out.append(",\"missing\":").append(quoted(r.whyNot()));
      out.append(",\"status\":").append(quoted(status(proofs.get(r.id())))).append(",\"tests\":[");
      List<Proof> of = proofs.getOrDefault(r.id(), List.of());
      for (int k = 0; k < of.size(); k++) {
        Proof p = of.get(k);
        out.append(k == 0 ? "" : ",");
        out.append("{\"suite\":").append(quoted(p.suite()));
        out.append(",\"clause\":").append(quoted(p.clause()));
        out.append(",\"test\":").append(quoted(p.sentence()));
        out.append(",\"runs\":").append(p.runs());
        out.append(",\"result\":").append(quoted(p.result()));
        out.append(",\"setting_only\":").append(p.isSetting()).append('}');
      }
      out.append("]}").append(i + 1 < requirements.size() ? ",\n" : "\n");
    }
    return out.append("]\n").toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String html(List<Requirement> requirements, Map<String, List<Proof>> proofs) {
    StringWriter out = new StringWriter();
    Map<String, Integer> counts = new TreeMap<>();
    for (Requirement r : requirements) {
      counts.merge(status(proofs.get(r.id())), 1, Integer::sum);
    }
    out.write(
        """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Traceability</title>
        <meta name="viewport" content="width=device-width">
        <style>
        body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:78rem;padding:0 1rem;color:#1b1f24}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid #d9dee4}
        th{position:sticky;top:0;background:#fff}.bar{display:flex;height:1.2rem;border-radius:.3rem;overflow:hidden;margin:1rem 0}
        .passed{background:#2f7d4f}.failed{background:#b3261e}.not,.skipped{background:#c9ced6}
        .tag{color:#fff;border-radius:.3rem;padding:.05rem .45rem;white-space:nowrap}.not.tag,.skipped.tag{color:#1b1f24}.setting{background:#8a6d1d}td:first-child{white-space:nowrap}
        .clause{color:#57606a}ul{margin:0;padding-left:1.1rem}
        </style></head><body><h1>What is required, and what proves it</h1>
        <p>Made by the test run from the tests' own tags. A requirement without a test is not covered, whatever else is said of it;
        one that has tests may be proved in part. "Setting only": profiles say it, and nothing acts on it yet. "Skipped": this machine lacks a part that a test of it needs.</p>
        """);
    out.write("<div class=\"bar\">");
    counts.forEach(
        (status, n) ->
            out.write(
                "<div class=\"%s\" style=\"flex:%d\" title=\"%s: %d\"></div>"
                    .formatted(status.split(" ")[0], n, status, n)));
    out.write("</div><p>" + counts.toString().replaceAll("[{}]", "").replace("=", ": ") + "</p>");
    out.write("<table><tr><th>Id<th>What it asks<th>Clauses<th>State<th>Tests</tr>\n");
    for (Requirement r : requirements) {
      String status = status(proofs.get(r.id()));
      out.write(
          "<tr id=\"%s\"><td>%s<td>%s<td class=\"clause\">%s<td><span class=\"tag %s\">%s</span><td>"
              .formatted(
                  r.id(), r.id(), escaped(r.what()), escaped(r.clauses()), status.split(" ")[0], status));
      if (!r.whyNot().isEmpty()) {
        out.write("<p class=\"clause\">Missing: " + escaped(r.whyNot()) + "</p>");
      }
      List<Proof> of = proofs.getOrDefault(r.id(), List.of());
      if (!of.isEmpty()) {
        out.write("<ul>");
        for (Proof p : of) {
          out.write(
              "<li>%s%s <span class=\"clause\">%s%s</span>"
                  .formatted(
                      p.result().equals("passed") ? "" : p.result().toUpperCase(java.util.Locale.ROOT) + " ",
                      escaped(p.sentence()),
                      escaped(p.suite()),
                      p.clause().isEmpty() ? "" : ", " + escaped(p.clause())));
        }
        out.write("</ul>");
      }
      out.write("</tr>\n");
    }
    out.write("</table></body></html>\n");
    return out.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
