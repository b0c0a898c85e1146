package io.atoll.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Header fields that don't change, in the order in which they came. */
public record FieldList(List<Field> all) implements Fields {
  public static final FieldList EMPTY = new FieldList(List.of());

  public FieldList {
    all = List.copyOf(all);
  }

  /** Names and values by turns. */
  public static FieldList of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "expected names and values by turns, but %d texts".formatted(namesAndValues.length));
    }
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
    }
    return new FieldList(fields);
  }

  /** All lines of a header as a library has it, in their order. */
  public static FieldList copyOf(
      Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> lines) {
    List<Field> fields = new ArrayList<>();
    for (Map.Entry<? extends CharSequence, ? extends CharSequence> line : lines) {
      fields.add(new Field(line.getKey().toString(), line.getValue().toString()));
    }
    return new FieldList(fields);
  }

  @Override
  public List<String> lines(String name) {
    List<String> lines = new ArrayList<>(1);
    for (Field field : all) {
      if (field.name().equals(name)) {
        lines.add(field.value());
      }
    }
    return lines;
  }

  @Override
  public @Nullable String first(String name) {
    for (Field field : all) {
      if (field.name().equals(name)) {
        return field.value();
      }
    }
    return null;
  }

  /** These fields without those whose name is chosen. */
  public FieldList without(Predicate<String> chosen) {
    List<Field> kept = new ArrayList<>(all.size());
    for (Field field : all) {
      if (!chosen.test(field.name())) {
        kept.add(field);
      }
    }
    return kept.size() == all.size() ? this : new FieldList(kept);
  }

  /** These fields without those named. */
  public FieldList without(Set<String> names) {
    return names.isEmpty() ? this : without(names::contains);
  }

  /** These fields with one line more. */
  public FieldList plus(String name, String value) {
    List<Field> more = new ArrayList<>(all.size() + 1);
    more.addAll(all);
    more.add(new Field(name, value));
    return new FieldList(more);
  }

  /** These fields with this one line in place of all lines of its name. */
  public FieldList with(String name, String value) {
    return without(Set.of(name)).plus(name, value);
  }

  /** About how many bytes it takes in a message: names, values, separators. */
  public int bytes() {
    int bytes = 0;
    for (Field field : all) {
      bytes += field.name().length() + field.value().length() + ": \r\n".length();
    }
    return bytes;
  }
}
