package org.outrider.agent.base.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gg.jte.html.OwaspHtmlTemplateOutput;
import org.junit.jupiter.api.Test;

/** What stands in names acts on nobody's page. */
class PlainPageTest {
  private static final String EVIL = "a\u001b[2J<b>\u202edemra\u200b\u009b";

  @Test
  void aValueIsShownWithItsHiddenCharactersNamed() {
    PlainPage page = new PlainPage();
    OwaspHtmlTemplateOutput html = new OwaspHtmlTemplateOutput(page);
    html.writeContent("<p>\n\t");
    html.writeUserContent(EVIL);
    html.writeContent("</p>");
    assertEquals(
        "<p>\n\ta&lt;U+001B&gt;[2J&lt;b&gt;&lt;U+202E&gt;demra&lt;U+200B&gt;&lt;U+009B&gt;</p>",
        page.toString());
  }
}
