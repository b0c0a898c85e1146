package io.atoll.dns.sign;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Type;

/**
 * Proofs that there is nothing, each of one name alone: it says which types the name has, and that
 * the next name is the very next that could be (RFC 9824 section 3). A name that isn't there is
 * said to be there with a type that means that it isn't, so that one record, made when somebody
 * asks, proves it, and nobody can walk the zone.
 */
public final class Denial {
  /** The type of names that aren't there (RFC 9824 section 3.1). */
  public static final int NXNAME = 128;

  /** Of longer names there is no such proof, because there is none right below them. */
  public static final int NAME_LENGTH_MAX = 253;

  private static final Name FIRST_BELOW = Name.fromConstantString("\\000");

  private Denial() {}

  /**
   * A name has these types and no others, but for the one asked for.
   *
   * @param asked which the name may have for other clients
   * @param ttl in seconds: that of the negative answer (RFC 9077)
   */
  public static NSECRecord noData(Name name, Collection<Integer> types, int asked, long ttl) {
    Set<Integer> shown = new TreeSet<>(types);
    shown.remove(asked);
    shown.add(Type.RRSIG);
    shown.add(Type.NSEC);
    return record(name, shown, ttl);
  }

  /** A name isn't there. */
  public static NSECRecord noSuchName(Name name, long ttl) {
    return record(name, Set.of(Type.RRSIG, Type.NSEC, NXNAME), ttl);
  }

  /** The same proof of another name, for which a wildcard stands. */
  static NSECRecord of(Name name, NSECRecord proof) {
    return new NSECRecord(
        name.canonicalize(), DClass.IN, proof.getTTL(), next(name), proof.getTypes());
  }

  private static NSECRecord record(Name name, Collection<Integer> types, long ttl) {
    int[] sorted = types.stream().mapToInt(Integer::intValue).sorted().toArray();
    // In lower case, because the name within the record is signed as it is (RFC 6840 section 5.1).
    return new NSECRecord(name.canonicalize(), DClass.IN, ttl, next(name), sorted);
  }

  private static Name next(Name name) {
    try {
      return Name.concatenate(FIRST_BELOW, name.canonicalize());
    } catch (NameTooLongException e) {
      throw new IllegalArgumentException(
          "%s is longer than %d bytes, so that none can be below it; shorten it"
              .formatted(name, NAME_LENGTH_MAX),
          e);
    }
  }
}
