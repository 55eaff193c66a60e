package org.outrider.hal.camera;

/** What reading a camera can give. */
public sealed interface CameraEvent
    permits Frame, CameraEvent.Lost, CameraEvent.Damaged, CameraEvent.Note, CameraEvent.Ended {

  /** The camera is gone; open it again after a while. */
  record Lost(String cause) implements CameraEvent {}

  /** One picture could not be decoded; the next read may succeed. */
  record Damaged(String cause) implements CameraEvent {}

  /** Something about the source that its user should know; nothing is wrong. */
  record Note(String text) implements CameraEvent {}

  /** A clip or script has come to its end. */
  record Ended() implements CameraEvent {}
}
