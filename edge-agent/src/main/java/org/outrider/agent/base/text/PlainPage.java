package org.outrider.agent.base.text;

import gg.jte.output.StringOutput;

/**
 * A page of HTML that a template writes: what acts unseen on whoever reads it appears as in {@link
 * PlainText}, such as a bidirectional control in the name of a unit.
 */
public final class PlainPage extends StringOutput {
  @Override
  public void writeContent(String value) {
    String plain = plain(value);
    super.writeContent(plain, 0, plain.length());
  }

  @Override
  public void writeContent(String value, int from, int to) {
    String plain = plain(value.substring(from, to));
    super.writeContent(plain, 0, plain.length());
  }

  /** The marks are escaped here, because the template has escaped its values before. */
  private static String plain(String html) {
    String plain = PlainText.lines(html);
    return plain.equals(html) ? html : marked(html);
  }

  private static String marked(String html) {
    StringBuilder out = new StringBuilder(html.length() + 16);
    html.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              String plain = PlainText.lines(one);
              out.append(plain.equals(one) ? one : plain.replace("<", "&lt;").replace(">", "&gt;"));
            });
    return out.toString();
  }
}
