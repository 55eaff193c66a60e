package org.outrider.agent.base.vehicle;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a picture shows of a vehicle.
 *
 * @param paint how probable each colour is, 0..1, together 1; empty when none can be told
 */
public record SeenVehicle(Map<Paint, Double> paint) {
  /** Nothing was looked at, or nothing can be told. */
  public static final SeenVehicle UNKNOWN = new SeenVehicle(Map.of());

  /** From this on a listed colour is the one that is seen. */
  private static final double SAME = 0.6;

  /** Up to this a listed colour, and all that it is taken for, is not what is seen. */
  private static final double OTHER = 0.05;

  public SeenVehicle {
    paint = Map.copyOf(paint);
  }

  /** A vehicle of which one colour is sure. */
  public static SeenVehicle of(Paint paint, double confidence) {
    Map<Paint, Double> out = new EnumMap<>(Paint.class);
    double rest = (1 - confidence) / (Paint.values().length - 1);
    for (Paint p : Paint.values()) {
      out.put(p, p == paint ? confidence : rest);
    }
    return new SeenVehicle(out);
  }

  /** The most probable colour. */
  public Optional<Paint> color() {
    return paint.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
  }

  /** How probable that colour is, 0..1; 0 when none can be told. */
  public double confidence() {
    return color().map(paint::get).orElse(0.0);
  }

  /**
   * Whether the colour is one of these: yes where they are probable; no where neither they nor
   * those that are taken for them are; else empty.
   */
  public Optional<Boolean> isOf(Set<Paint> listed) {
    if (paint.isEmpty() || listed.isEmpty()) {
      return Optional.empty();
    }
    Set<Paint> near = EnumSet.copyOf(listed);
    listed.forEach(p -> near.addAll(p.near()));
    if (sum(listed) >= SAME) {
      return Optional.of(true);
    }
    return sum(near) <= OTHER ? Optional.of(false) : Optional.empty();
  }

  private double sum(Set<Paint> of) {
    return of.stream().mapToDouble(p -> paint.getOrDefault(p, 0.0)).sum();
  }
}
