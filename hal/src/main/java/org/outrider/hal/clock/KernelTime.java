package org.outrider.hal.clock;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the kernel knows of its own time of day, by {@code adjtimex(2)}: every time daemon (chrony,
 * systemd-timesyncd, ntpd) says there whether it follows a source, and how far it may be off.
 */
final class KernelTime {
  /** {@code struct timex} of 64-bit Linux: its size, and where two of its fields lie. */
  private static final int BYTES = 208;

  private static final int MAX_ERROR_US = 24;
  private static final int STATUS = 40;

  /** {@code STA_UNSYNC}, {@code TIME_ERROR} of {@code sys/timex.h}. */
  private static final int UNSYNCED = 0x40;

  private static final int TIME_ERROR = 5;
  private static final Set<String> KNOWN = Set.of("amd64", "x86_64", "aarch64");

  private KernelTime() {}

  /** Empty where it cannot be asked: another system, or a kernel of 32 bits. */
  @SuppressWarnings("restricted") // native access is granted on the command line
  static Optional<ClockQuality> quality() {
    if (!System.getProperty("os.name", "").equals("Linux")
        || !KNOWN.contains(System.getProperty("os.arch", ""))) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      SymbolLookup lookup = linker.defaultLookup();
      Optional<MemorySegment> symbol = lookup.find("adjtimex");
      if (symbol.isEmpty()) {
        return Optional.empty();
      }
      MethodHandle call =
          linker.downcallHandle(
              symbol.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      MemorySegment timex = arena.allocate(BYTES, 8); // all zero: asks, and changes nothing
      int state = (int) call.invokeExact(timex);
      if (state < 0) {
        return Optional.empty();
      }
      boolean isSynced =
          state != TIME_ERROR && (timex.get(ValueLayout.JAVA_INT, STATUS) & UNSYNCED) == 0;
      long errorUs = timex.get(ValueLayout.JAVA_LONG, MAX_ERROR_US);
      return Optional.of(
          isSynced
              ? new ClockQuality(
                  ClockQuality.Source.NTP, Duration.ofNanos(Math.max(0, errorUs) * 1000), true)
              : ClockQuality.unsynced());
    } catch (Throwable e) { // a MethodHandle may throw anything; then the kernel is not asked
      return Optional.empty();
    }
  }
}
