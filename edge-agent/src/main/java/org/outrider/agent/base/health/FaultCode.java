package org.outrider.agent.base.health;

/**
 * Every fault that a unit can raise. The constant's name is the code on the wire, in logs and in
 * the audit trail: never rename one. LED, console, checkup, health report and {@code
 * docs/faults.md} are views of this table.
 */
public enum FaultCode {
  // --- cameras
  CAMERA_LOST(
      FaultGroup.CAMERA,
      Severity.RED,
      "The camera delivers no frames.",
      "Check its cable, power and URI. The unit reconnects by itself."),
  CAMERA_DAMAGED(
      FaultGroup.CAMERA,
      Severity.RED,
      "The camera delivers damaged frames.",
      "Check the cable and, for a network camera, the link. Replace the cable if it recurs."),
  CAMERA_FROZEN(
      FaultGroup.CAMERA,
      Severity.RED,
      "The camera repeats the same picture.",
      "If something moves in front of the camera, cut its power for ten seconds."),
  CAMERA_STUCK(
      FaultGroup.CAMERA,
      Severity.RED,
      "Processing of the camera's frames has stopped.",
      "Cut the camera's power for ten seconds. If that does not help, restart the unit."),
  RECOGNIZE_FAILED(
      FaultGroup.CAMERA,
      Severity.RED,
      "Plates in the camera's frames cannot be read.",
      "Run outrider doctor. If the known plate is not read, reinstall the models; otherwise send"
          + " the log to support."),

  // --- models
  MODEL_FAILED(
      FaultGroup.MODEL,
      Severity.AMBER,
      "A model for plate region or vehicle colour fails; plates are still read.",
      "Compare state and vehicle by eye. Reinstall the models."),

  // --- alerts and console
  SOUNDER_FAILED(
      FaultGroup.ALERT,
      Severity.RED,
      "Alerts make no sound.",
      "Watch the screen. Check the speaker, its volume and alert.sound."),
  LIGHT_FAILED(
      FaultGroup.ALERT,
      Severity.RED,
      "Alerts do not switch the alert light.",
      "Watch the screen. Check the light, its wiring and alert.light."),
  CONSOLE_FAILED(
      FaultGroup.ALERT,
      Severity.RED,
      "The console cannot be served; alerts still sound and light.",
      "Install or renew the console's certificate, and make sure that no other program uses its"
          + " port."),
  BUTTON_LOST(
      FaultGroup.ALERT,
      Severity.AMBER,
      "An answer button does not work.",
      "Answer alerts on the screen. Check the button's wiring."),

  // --- storage
  STORE_FAILED(
      FaultGroup.STORE,
      Severity.RED,
      "Records cannot be written to the database.",
      "Make sure that the disk has free space and is writable. Replace it if it reports errors."),
  STORE_UNREADABLE(
      FaultGroup.STORE,
      Severity.RED,
      "The database cannot be read.",
      "Restart the unit. If the fault returns, replace the disk."),
  STORE_DAMAGED(
      FaultGroup.STORE,
      Severity.RED,
      "The database was damaged; the unit started a new one and recovers the records.",
      "Read in the cause how much was recovered. Replace the disk if this happens again."),
  STORE_OVER_BUDGET(
      FaultGroup.STORE,
      Severity.AMBER,
      "Stored records exceed the storage budget, and none may be purged.",
      "Restore the link to central so that hits are delivered, and review the holds."),
  DISK_LOW(
      FaultGroup.STORE,
      Severity.RED,
      "The disk is almost full.",
      "Restore the link to central, review the holds, and remove files that are not the unit's."),
  STORAGE_WORN(
      FaultGroup.STORE,
      Severity.AMBER,
      "The storage card or disk is near the end of its life.",
      "Replace it before it fails."),
  PICTURE_UNREADABLE(
      FaultGroup.STORE,
      Severity.AMBER,
      "A stored picture is missing or cannot be read.",
      "The record remains. Check the disk, and replace it if this happens again."),
  AUDIT_FAILED(
      FaultGroup.STORE,
      Severity.RED,
      "Events cannot be written to the audit trail; actions that need one are refused.",
      "Make sure that the disk has free space and is writable, then restart the unit."),
  AUDIT_UNREADABLE(
      FaultGroup.STORE,
      Severity.RED,
      "The audit trail cannot be read, so it is not delivered to central.",
      "Run outrider audit verify, and keep the disk for the administrator."),
  DISPOSITION_UNREADABLE(
      FaultGroup.STORE,
      Severity.AMBER,
      "The stored answer to an earlier alert cannot be read.",
      "Verify and close that alert with dispatch. Report the fault to the administrator."),
  HOLDS_LOST(
      FaultGroup.STORE,
      Severity.AMBER,
      "Holds may have been lost with a damaged database; nothing is purged meanwhile.",
      "Connect the unit to central, which sends the holds, or run outrider hold confirm."),
  RETENTION_UNDELIVERED(
      FaultGroup.STORE,
      Severity.AMBER,
      "Reads that central does not have reach the end of their retention within 24 h.",
      "Connect the unit to central today."),
  RETENTION_WAITS(
      FaultGroup.STORE,
      Severity.AMBER,
      "Undelivered reads are past their retention, but the clock is not synchronized.",
      "Give the unit a GNSS fix or a network so that the clock is set; purging then resumes."),

  // --- hot lists
  HOTLIST_MISSING(
      FaultGroup.LIST,
      Severity.RED,
      "The unit has no hot list, so there are no alerts.",
      "Connect the unit to central, or import a signed release from a USB drive."),
  HOTLIST_UNRELIABLE(
      FaultGroup.LIST,
      Severity.RED,
      "The hot list is too old to be relied on.",
      "Verify every alert with dispatch. Update the list before the next shift."),
  HOTLIST_UNREADABLE(
      FaultGroup.LIST,
      Severity.RED,
      "A hot list in use cannot be searched.",
      "Import a signed release of the list again."),
  HOTLIST_STALE(
      FaultGroup.LIST,
      Severity.AMBER,
      "The hot list is older than its limit; it still matches.",
      "Verify alerts with dispatch. Connect the unit to central to update the list."),
  HOTLIST_UPDATE_FAILED(
      FaultGroup.LIST,
      Severity.AMBER,
      "A new release of the hot list was not installed; the previous one stays in use.",
      "Read the cause, then send or import a signed release."),
  CUSTOM_ENTRIES_UNREADABLE(
      FaultGroup.LIST,
      Severity.AMBER,
      "Plates entered by hand on this unit do not match.",
      "Enter urgent plates on another unit. Report the fault to the administrator."),

  // --- position, clock and assignment
  NOT_ASSIGNED(
      FaultGroup.PLACE,
      Severity.RED,
      "The unit does not read: it is outside its assignment.",
      "Return it to its assigned place, or have the administrator correct the assignment."),
  GNSS_LOST(
      FaultGroup.PLACE,
      Severity.AMBER,
      "The GNSS receiver delivers no data.",
      "Check its cable and URI. The unit reconnects by itself."),
  GNSS_NO_FIX(
      FaultGroup.PLACE,
      Severity.AMBER,
      "The GNSS receiver has no position fix.",
      "Move the unit or its antenna under open sky and wait a minute."),
  GNSS_NO_FIX_SENTENCES(
      FaultGroup.PLACE,
      Severity.AMBER,
      "The GNSS receiver sends data, but nothing that holds a position.",
      "Check the baud rate, and set the receiver to send RMC, GGA, GNS or GLL (NMEA 0183)."),
  GNSS_NOISE(
      FaultGroup.PLACE,
      Severity.AMBER,
      "Much of what the GNSS receiver sends is damaged; sound sentences still count.",
      "Check its cable and the baud rate, and switch binary output off."),
  GNSS_TIME_DOUBTED(
      FaultGroup.PLACE,
      Severity.AMBER,
      "The GNSS receiver gives a date that cannot be right; its position still counts.",
      "Wait until it has received the date. If the fault remains, update the receiver's firmware."),
  POSITION_UNCONFIRMED(
      FaultGroup.PLACE,
      Severity.AMBER,
      "The unit is not where it was surveyed; its reads are marked so.",
      "Survey its present position and enter it under [survey]."),
  CLOCK_STEPPED(
      FaultGroup.PLACE,
      Severity.AMBER,
      "The time of day jumped; times around the jump may be wrong.",
      "Nothing, if the unit was just started. Otherwise check chrony, the GNSS receiver and the"
          + " clock battery."),

  // --- link to central
  UPLINK_DOWN(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "No connection to central; records wait on the unit.",
      "Check the network, the broker's address and the unit's certificate."),
  UPLINK_DENIED(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "The broker refuses messages or subscriptions of this unit; its records wait.",
      "Allow the topic in the cause for this unit in the broker's access list."),
  UPLINK_NAME_TAKEN(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "Another client uses this unit's name at the broker; the two end each other's connection.",
      "Find the second unit with this name, and change unit.id on one of them. Revoke the"
          + " certificate of a unit that was stolen."),
  UPLINK_TOO_LARGE(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "A record is too large for the broker; it waits on the unit.",
      "Raise the broker's limit on the size of a packet. The record is sent once the unit has"
          + " connected again."),
  UPLINK_REJECTED(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "Central refused a record; the unit quarantined it.",
      "Report the cause to the administrator of central."),
  UPLINK_BODY_GONE(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "A record to be sent has no content any more; the unit quarantined it.",
      "Check the disk for errors. Report the record to the administrator."),
  SESSION_NOT_RECONCILED(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "Central has not yet received every read of a session.",
      "Stay connected until all is delivered. If the fault remains, report it to the"
          + " administrator."),
  DIRECTIVE_REFUSED(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "The unit refused an instruction from central.",
      "Read the cause. The administrator must sign and send it again."),
  BEAT_HIT_REFUSED(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "The unit refused a hit of another unit on the beat.",
      "Check uplink.keys against central's public key."),
  PROFILE_WAITS(
      FaultGroup.CENTRAL,
      Severity.AMBER,
      "A new policy profile takes effect at the next start.",
      "Restart the unit at the end of the shift."),

  // --- unit and maintenance
  SERVICE_FAILED(
      FaultGroup.UNIT,
      Severity.AMBER,
      "A part of the unit's program failed; it is started again.",
      "Nothing, if the fault clears within minutes. Otherwise restart the unit and send the log to"
          + " support."),
  USERS_REFUSED(
      FaultGroup.UNIT,
      Severity.AMBER,
      "A new list of users was refused; the previous one stays in force.",
      "Read the cause. Sign the list with a trusted key and a higher version."),
  TEMPERATURE_HIGH(
      FaultGroup.UNIT,
      Severity.AMBER,
      "The board is too hot and slows down.",
      "Shade and ventilate the unit. Check its fan and heat sink."),
  SUPPLY_LOW(
      FaultGroup.UNIT,
      Severity.AMBER,
      "The supply voltage is or was too low.",
      "Check the power supply, its cable and the vehicle's battery."),
  PART_DIFFERS(
      FaultGroup.UNIT,
      Severity.AMBER,
      "A part is not the one in the record.",
      "Find out who exchanged it. If the exchange is right, enter the new serial number."),
  INVENTORY_FAILED(
      FaultGroup.UNIT,
      Severity.AMBER,
      "The inventory report cannot be made.",
      "Read the cause. Check the disk and the [inventory] settings."),
  SERVICE_DUE(
      FaultGroup.UNIT,
      Severity.AMBER,
      "Cleaning, service or count is overdue.",
      "Do the work, and enter it on the page Parts."),
  LED_FAILED(
      FaultGroup.UNIT,
      Severity.AMBER,
      "The status LED cannot be switched.",
      "Check the LED, its wiring and health.led.");

  /** How much a fault limits the unit. */
  public enum Severity {
    /** The unit does not read, alert or keep records as it must. */
    RED,
    /** The unit works, with limits. */
    AMBER
  }

  private final FaultGroup group;
  private final Severity severity;
  private final String words;
  private final String advice;

  FaultCode(FaultGroup group, Severity severity, String words, String advice) {
    this.group = group;
    this.severity = severity;
    this.words = words;
    this.advice = advice;
  }

  public FaultGroup group() {
    return group;
  }

  public Severity severity() {
    return severity;
  }

  /** What the fault means, in one sentence for an officer. */
  public String words() {
    return words;
  }

  /** What to do. */
  public String advice() {
    return advice;
  }
}
