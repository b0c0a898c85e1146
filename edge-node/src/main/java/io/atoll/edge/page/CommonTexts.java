package io.atoll.edge.page;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Texts that many answers have in common (names of fields, media types, hosts), each held once. A
 * table of fixed size, in which a text takes the place of another one of the same slot: what is in
 * every answer comes back, what is in one alone does no harm. Safe for use by many threads.
 */
public final class CommonTexts {
  private static final int SLOTS = 1 << 10;

  /** Longer ones are rarely the same. */
  private static final int LENGTH_MAX = 64;

  private final AtomicReferenceArray<String> slots = new AtomicReferenceArray<>(SLOTS);

  /** A text that equals this one, the same as was given for it lately. */
  public String once(String text) {
    if (text.length() > LENGTH_MAX) {
      return text;
    }
    int hash = text.hashCode();
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    String known = slots.get(slot);
    if (text.equals(known)) {
      return known;
    }
    slots.set(slot, text);
    return text;
  }

  /** The same fields, of such texts. */
  public FieldList once(FieldList fields) {
    List<Field> known = new ArrayList<>(fields.all().size());
    for (Field field : fields.all()) {
      known.add(new Field(once(field.name()), once(field.value())));
    }
    return new FieldList(known);
  }
}
