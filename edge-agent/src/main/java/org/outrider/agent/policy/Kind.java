package org.outrider.agent.policy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.outrider.agent.base.toml.TomlDocument.Section;

/** Notation of a setting's value. */
sealed interface Kind<T> {
  /** One of several words, in the order given. */
  static Kind<String> choice(String... words) {
    return new Choice(new LinkedHashSet<>(List.of(words)));
  }

  /** Reads a value; a wrong one becomes a problem of the section's document. */
  T read(Section section, String key, T otherwise);

  /** A value in a profile's notation. */
  default String text(T value) {
    return String.valueOf(value);
  }

  /** Permitted values, for people. */
  String expected();

  /** True or false. */
  record Flag() implements Kind<Boolean> {
    @Override
    public Boolean read(Section section, String key, Boolean otherwise) {
      return section.yes(key, otherwise);
    }

    @Override
    public String expected() {
      return "true or false";
    }
  }

  /** A whole number. */
  record Whole(int min, int max) implements Kind<Integer> {
    @Override
    public Integer read(Section section, String key, Integer otherwise) {
      return section.whole(key, otherwise, min, max);
    }

    @Override
    public String expected() {
      return min + " to " + max;
    }
  }

  /** A whole number or {@code none}. */
  record WholeOrNone(int min, int max) implements Kind<Optional<Integer>> {
    @Override
    public Optional<Integer> read(Section section, String key, Optional<Integer> otherwise) {
      return section.wholeOrNone(key, otherwise, min, max);
    }

    @Override
    public String text(Optional<Integer> value) {
      return value.map(String::valueOf).orElse("none");
    }

    @Override
    public String expected() {
      return min + " to " + max + ", or none";
    }
  }

  /** A number. */
  record Decimal(double min, double max) implements Kind<Double> {
    @Override
    public Double read(Section section, String key, Double otherwise) {
      return section.number(key, otherwise, min, max);
    }

    @Override
    public String expected() {
      return min + " to " + max;
    }
  }

  /** One word of a set. */
  record Choice(Set<String> words) implements Kind<String> {
    @Override
    public String read(Section section, String key, String otherwise) {
      return section.oneOf(key, otherwise, words);
    }

    @Override
    public String expected() {
      return String.join(" | ", new java.util.TreeSet<>(words));
    }
  }

  /** Words of a set, in the order given. */
  record Choices(Set<String> words) implements Kind<List<String>> {
    @Override
    public List<String> read(Section section, String key, List<String> otherwise) {
      return section.someOf(key, otherwise, words);
    }

    @Override
    public String text(List<String> value) {
      return value.isEmpty() ? "(none)" : String.join(", ", value);
    }

    @Override
    public String expected() {
      return "any of " + String.join(", ", new java.util.TreeSet<>(words));
    }
  }

  /**
   * Any words of the agency's own.
   *
   * @param empty what an empty list permits, such as {@code any}
   */
  record Names(String empty) implements Kind<List<String>> {
    @Override
    public List<String> read(Section section, String key, List<String> otherwise) {
      return section.texts(key, otherwise);
    }

    @Override
    public String text(List<String> value) {
      return value.isEmpty() ? "(" + empty + ")" : String.join(", ", value);
    }

    @Override
    public String expected() {
      return "a list of names";
    }
  }

  /** A sentence. */
  record Sentence() implements Kind<String> {
    @Override
    public String read(Section section, String key, String otherwise) {
      return section.text(key, otherwise);
    }

    @Override
    public String expected() {
      return "a text";
    }
  }
}
