package org.outrider.agent.upkeep.enrol;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * Who a unit is in its certificate.
 *
 * @param boardSerial of the board itself, so that a card that is moved into another board is no
 *     second unit; empty where the board does not say
 */
public record UnitIdentity(String agency, String unit, String boardSerial) {

  X500Name subject() {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    name.addRDN(BCStyle.O, agency);
    if (!boardSerial.isEmpty()) {
      name.addRDN(BCStyle.SERIALNUMBER, boardSerial);
    }
    name.addRDN(BCStyle.CN, unit);
    return name.build();
  }
}
