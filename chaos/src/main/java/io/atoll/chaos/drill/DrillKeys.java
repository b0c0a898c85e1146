package io.atoll.chaos.drill;

import io.atoll.core.operation.Key;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The keys of one run of a drill; another run has others.
 *
 * @param contended written by everybody
 * @param all everybody's own and the contended ones
 */
record DrillKeys(List<List<Key>> byUser, List<Key> contended, List<Key> all) {

  /**
   * @param run tells one run from another
   */
  static DrillKeys of(Load load, String run) {
    List<List<Key>> byUser =
        IntStream.range(0, load.users())
            .mapToObj(user -> keys(load, run + "/user-" + user, load.keysPerUser()))
            .toList();
    List<Key> contended = keys(load, run + "/contended", load.contendedKeys());
    List<Key> all =
        Stream.concat(byUser.stream().flatMap(List::stream), contended.stream()).toList();
    return new DrillKeys(byUser, contended, all);
  }

  private static List<Key> keys(Load load, String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Key(load.namespace(), "drill/" + prefix + "/" + i))
        .toList();
  }

  List<Key> own(int user) {
    return byUser.get(user);
  }
}
