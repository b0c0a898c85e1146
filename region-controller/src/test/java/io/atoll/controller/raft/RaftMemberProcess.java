package io.atoll.controller.raft;

import io.atoll.core.region.RegionId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A member in a process of its own, so that it can be killed. Prints the size of its view. */
final class RaftMemberProcess {
  private RaftMemberProcess() {}

  public static void main(String[] args) throws InterruptedException {
    List<RaftMember> members = Arrays.stream(args).skip(3).map(RaftMemberProcess::read).toList();
    RaftIntentStore store =
        RaftTrio.store(RegionId.of(args[0]), members, Path.of(args[1]), Long.parseLong(args[2]));
    store.start();
    for (int last = 0; ; Thread.sleep(20)) {
      int view = store.view();
      if (view != last) {
        System.out.println(view);
        last = view;
      }
    }
  }

  static String write(RaftMember member) {
    return "%s=%s=%s".formatted(member.region(), address(member.address()), address(member.via()));
  }

  private static RaftMember read(String text) {
    List<String> parts = List.of(text.split("=", -1));
    return new RaftMember(RegionId.of(parts.get(0)), address(parts.get(1)), address(parts.get(2)));
  }

  private static String address(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }
}
