package io.atoll.edge.http.structured;

import java.util.List;
import java.util.Optional;

/** Members in their order (RFC 9651 section 3.1). */
public record MemberList(List<Member> members) {
  public MemberList {
    members = List.copyOf(members);
  }

  /** Reads all lines of a field; empty if there is a fault anywhere in them. */
  public static Optional<MemberList> parse(List<String> lines) {
    return Parser.whole(lines, Parser::list);
  }
}
