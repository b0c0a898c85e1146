package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Bytes;

/** Small documents and patches in which every path is an object here and a leaf there. */
final class Documents {
  private static final String[] WHOLE = {
    "{'a':%d}", "{'a':{'x':%d}}", "{'b':%d,'a':{'y':1}}", "{}"
  };
  private static final String[] PATCHES = {
    "{'a':%d}",
    "{'a':{'x':%d}}",
    "{'a':{'y':%d,'x':null}}",
    "{'a':null,'b':%d}",
    "{'b':{'c':{'d':%d}}}",
    "{'b':{'c':null}}",
    "{'b':[%d]}",
    "{'a':{'x':{'z':%d}}}"
  };

  private Documents() {}

  static Bytes whole(int id) {
    return text(WHOLE, id);
  }

  static Bytes patch(int id) {
    return text(PATCHES, id);
  }

  private static Bytes text(String[] templates, int id) {
    String template = templates[Math.floorMod(id * 31, templates.length * 7) % templates.length];
    return Bytes.utf8(template.replace("%d", Integer.toString(id)).replace('\'', '"'));
  }
}
