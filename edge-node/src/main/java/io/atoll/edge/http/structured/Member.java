package io.atoll.edge.http.structured;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A member of a list or dictionary (RFC 9651 sections 3.1 and 3.2). */
public sealed interface Member {
  /** One value. */
  record Item(BareItem value, Map<String, BareItem> parameters) implements Member {
    public Item {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }

  /** Values in parentheses. */
  record InnerList(List<Item> items, Map<String, BareItem> parameters) implements Member {
    public InnerList {
      items = List.copyOf(items);
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }
}
