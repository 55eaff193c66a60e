package org.outrider.agent.hotlist.release;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.outrider.agent.hotlist.HotListException;

/**
 * Sorts more rows than fit into memory: sorted runs in files of one folder, merged at the end. Rows
 * are compared byte by byte as UTF-8, as SQLite compares texts.
 */
final class RowSort implements AutoCloseable {
  private static final int RUN_BYTES = 24 << 20;
  private static final int ROW_OVERHEAD = 48;
  private static final int BUFFER = 1 << 17;

  private static final Row NONE = new Row(new byte[0]);

  private final Path folder;
  private final List<Path> runs = new ArrayList<>();
  private Row[] rows = new Row[1 << 15];
  private int count;
  private long held;

  /** A row with its first eight bytes as a number, which settles nearly every comparison. */
  private static final class Row implements Comparable<Row> {
    final long head;
    final byte[] bytes;

    Row(byte[] bytes) {
      this.head = head(bytes);
      this.bytes = bytes;
    }

    private static long head(byte[] bytes) {
      long head = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        head = head << 8 | (i < bytes.length ? bytes[i] & 0xff : 0);
      }
      return head;
    }

    @Override
    public int compareTo(Row other) {
      int order = Long.compareUnsigned(head, other.head);
      return order == 0 ? Arrays.compareUnsigned(bytes, other.bytes) : order;
    }
  }

  /** What is done with each row, in order. */
  @FunctionalInterface
  interface Sink {
    void accept(String row) throws IOException, HotListException;
  }

  RowSort(Path folder) {
    this.folder = folder;
  }

  void add(String row) throws IOException {
    byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, count * 2);
    }
    rows[count++] = new Row(bytes);
    held += bytes.length + ROW_OVERHEAD;
    if (held > RUN_BYTES) {
      spill();
    }
  }

  private void sort() {
    Arrays.parallelSort(rows, 0, count);
  }

  private void spill() throws IOException {
    sort();
    Path run = folder.resolve("run-" + runs.size());
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
      for (int i = 0; i < count; i++) {
        out.writeShort(rows[i].bytes.length);
        out.write(rows[i].bytes);
      }
    }
    runs.add(run);
    Arrays.fill(rows, 0, count, NONE);
    count = 0;
    held = 0;
  }

  /** One run, at its next row. */
  private static final class Cursor implements AutoCloseable {
    final DataInputStream in;
    Row row = new Row(new byte[0]);

    Cursor(Path file) throws IOException {
      in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    }

    boolean advance() throws IOException {
      int length;
      try {
        length = in.readUnsignedShort();
      } catch (EOFException e) {
        return false;
      }
      row = new Row(in.readNBytes(length));
      return true;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Hands out every row, least first; to be called once. */
  void drain(Sink sink) throws IOException, HotListException {
    if (runs.isEmpty()) {
      sort();
      for (int i = 0; i < count; i++) {
        sink.accept(new String(rows[i].bytes, StandardCharsets.UTF_8));
        rows[i] = NONE;
      }
      return;
    }
    if (count > 0) {
      spill();
    }
    rows = new Row[0];
    PriorityQueue<Cursor> heads = new PriorityQueue<>((a, b) -> a.row.compareTo(b.row));
    List<Cursor> open = new ArrayList<>();
    try {
      for (Path run : runs) {
        Cursor cursor = new Cursor(run);
        open.add(cursor);
        if (cursor.advance()) {
          heads.add(cursor);
        }
      }
      while (!heads.isEmpty()) {
        Cursor least = heads.remove();
        sink.accept(new String(least.row.bytes, StandardCharsets.UTF_8));
        if (least.advance()) {
          heads.add(least);
        }
      }
    } finally {
      for (Cursor cursor : open) {
        cursor.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
  }
}
