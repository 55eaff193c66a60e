package org.outrider.agent.console;

import java.util.List;
import java.util.Optional;
import org.outrider.agent.people.iam.Session;

/**
 * What every page has around it.
 *
 * @param title of the page
 * @param links to the pages that whoever asks may see
 * @param notice shown once on top; empty for none
 */
public record PageFrame(
    String unit,
    String title,
    Optional<Session> session,
    List<Link> links,
    Status status,
    String notice,
    boolean isTraining) {

  /** A way to another page. */
  public record Link(String path, String words, boolean isHere) {}

  public PageFrame {
    links = List.copyOf(links);
  }

  /** What a form must bear; empty without a session. */
  public String formToken() {
    return session.map(Session::formToken).orElse("");
  }
}
