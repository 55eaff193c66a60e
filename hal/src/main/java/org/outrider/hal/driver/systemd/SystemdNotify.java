package org.outrider.hal.driver.systemd;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.outrider.hal.service.ServiceManager;
import org.tinylog.Logger;

/**
 * Tells systemd by a datagram to the socket that it names in {@code NOTIFY_SOCKET} (sd_notify(3),
 * sd_watchdog_enabled(3)). Java has datagrams for the internet only, so that the three functions of
 * the C library are called directly; the process that sends must be the service's own.
 */
public final class SystemdNotify implements ServiceManager {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int PATH_AT = 2;

  /** Of {@code sun_path}, unix(7). */
  private static final int MOST_PATH = 107;

  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final MemoryLayout INT = ValueLayout.JAVA_INT;
  private static final MemoryLayout LONG = ValueLayout.JAVA_LONG;

  private final Arena arena = Arena.ofShared();
  private final MethodHandle sendTo;
  private final MethodHandle closeIt;
  private final MemorySegment address;
  private final int socket;
  private final Optional<Duration> patience;

  private SystemdNotify(String path, Optional<Duration> patience) throws ServiceException {
    this.patience = patience;
    Linker linker = Linker.nativeLinker();
    sendTo =
        handle(
            linker,
            "sendto",
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, INT, POINTER, LONG, INT, POINTER, INT));
    closeIt = handle(linker, "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, INT));
    MethodHandle open =
        handle(linker, "socket", FunctionDescriptor.of(ValueLayout.JAVA_INT, INT, INT, INT));
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    address = arena.allocate(PATH_AT + name.length + 1L);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, PATH_AT, name.length);
    if (path.startsWith("@")) { // the abstract namespace
      address.set(ValueLayout.JAVA_BYTE, PATH_AT, (byte) 0);
    }
    try {
      socket = (int) open.invokeExact(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    } catch (Throwable e) { // what invokeExact is declared to throw
      throw new ServiceException("socket: " + e.getMessage(), e);
    }
    if (socket < 0) {
      throw new ServiceException("socket: refused", null);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(Linker linker, String name, FunctionDescriptor as)
      throws ServiceException {
    return linker.downcallHandle(
        linker
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new ServiceException(name + ": not in the C library", null)),
        as);
  }

  /** Something of the C library that is not as expected; stays in this class. */
  private static final class ServiceException extends Exception {
    private static final long serialVersionUID = 1;

    ServiceException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The service manager that started this process; empty for none, or where it cannot be told.
   *
   * @param environment of the process
   */
  public static Optional<ServiceManager> of(Map<String, String> environment) {
    String path = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (!path.matches("[/@].+") || path.getBytes(StandardCharsets.UTF_8).length > MOST_PATH) {
      Logger.tag("service").warn("NOTIFY_SOCKET={}, expected a path or @name", path);
      return Optional.empty();
    }
    try {
      return Optional.of(new SystemdNotify(path, patience(environment)));
    } catch (ServiceException e) {
      Logger.tag("service").warn("systemd is not told: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Meant for this process, or for whichever systemd started. */
  private static Optional<Duration> patience(Map<String, String> environment) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    boolean isMeant = pid.isEmpty() || pid.equals(String.valueOf(ProcessHandle.current().pid()));
    return isMeant && micros.matches("[1-9]\\d{0,15}")
        ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000))
        : Optional.empty();
  }

  @Override
  public void ready(String status) {
    send("READY=1\nSTATUS=" + line(status));
  }

  @Override
  public void alive(String status) {
    send("WATCHDOG=1\nSTATUS=" + line(status));
  }

  @Override
  public void stopping() {
    send("STOPPING=1");
  }

  private static String line(String status) {
    return status.replace('\n', ' ');
  }

  @Override
  public Optional<Duration> patience() {
    return patience;
  }

  private synchronized void send(String message) {
    if (!arena.scope().isAlive()) {
      return;
    }
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try (Arena once = Arena.ofConfined()) {
      MemorySegment data = once.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      // without the NUL: the length of the address counts, unix(7)
      int length = (int) address.byteSize() - 1;
      long sent =
          (long)
              sendTo.invokeExact(socket, data, (long) bytes.length, MSG_NOSIGNAL, address, length);
      if (sent != bytes.length) {
        Logger.tag("service")
            .warn("systemd was not told: {}", message.lines().findFirst().orElse(""));
      }
    } catch (Throwable e) { // what invokeExact is declared to throw
      Logger.tag("service").warn("systemd was not told: {}", e.getMessage());
    }
  }

  @Override
  public synchronized void close() {
    if (arena.scope().isAlive()) {
      try {
        int _ = (int) closeIt.invokeExact(socket);
      } catch (Throwable e) { // what invokeExact is declared to throw
        Logger.tag("service").warn("the socket stays open: {}", e.getMessage());
      }
      arena.close();
    }
  }
}
