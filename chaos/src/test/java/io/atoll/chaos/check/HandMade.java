package io.atoll.chaos.check;

import io.atoll.chaos.fault.Fault;
import io.atoll.chaos.fault.FaultSpan;
import io.atoll.chaos.history.Action;
import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import io.atoll.chaos.history.Outcome;
import io.atoll.core.region.RegionId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Histories written by hand; times in milliseconds. */
final class HandMade {
  static final RegionId US = RegionId.of("us-east");
  static final RegionId EU = RegionId.of("eu-west");
  static final RegionId AP = RegionId.of("ap-northeast");

  private final List<Attempt> attempts = new ArrayList<>();

  HandMade acknowledged(
      RegionId region, String key, String value, long start, long end, int status, long offset) {
    return add(
        start, end, 0, region, Action.WRITE, 1, key, value, region, status, offset, Outcome.OK);
  }

  HandMade write(RegionId region, String key, String value, long start, long end, long offset) {
    return acknowledged(region, key, value, start, end, 201, offset);
  }

  HandMade unknownWrite(RegionId region, String key, String value, long start, long end) {
    return add(start, end, 0, region, Action.WRITE, 1, key, value, null, 0, null, Outcome.UNKNOWN);
  }

  HandMade failedWrite(RegionId region, String key, String value, long start, long end) {
    return add(start, end, 0, region, Action.WRITE, 1, key, value, null, 0, null, Outcome.FAILED);
  }

  HandMade read(
      RegionId region,
      String key,
      @Nullable String value,
      long start,
      long end,
      @Nullable Long at) {
    return add(
        start,
        end,
        0,
        region,
        Action.READ,
        1,
        key,
        value,
        region,
        value == null ? 404 : 200,
        at,
        Outcome.OK);
  }

  /** A read of a user near one region, answered by another or not at all. */
  HandMade served(int user, RegionId place, @Nullable RegionId by, long start, long end) {
    return add(
        start,
        end,
        user,
        place,
        Action.READ,
        1,
        "profiles/any",
        null,
        by,
        by == null ? 0 : 404,
        null,
        by == null ? Outcome.FAILED : Outcome.OK);
  }

  private HandMade add(
      long start,
      long end,
      int user,
      RegionId place,
      Action action,
      int number,
      String key,
      @Nullable String value,
      @Nullable RegionId region,
      int status,
      @Nullable Long offset,
      Outcome outcome) {
    RegionId origin = region == null ? place : region;
    attempts.add(
        new Attempt(
            start * 1_000,
            end * 1_000,
            user,
            place,
            action,
            number,
            key,
            value,
            "127.0.0.1",
            region,
            status,
            offset == null ? null : tag(origin, offset),
            outcome,
            outcome == Outcome.OK ? null : "refused"));
    return this;
  }

  static String tag(RegionId origin, long offset) {
    return "\"%s~life1/0/%d\"".formatted(origin, offset);
  }

  /** What all edges hold in the end, one per region. */
  static List<FinalRead> everywhere(String key, @Nullable String value, @Nullable String etag) {
    return List.of(
        inTheEnd(US, key, value, etag),
        inTheEnd(EU, key, value, etag),
        inTheEnd(AP, key, value, etag));
  }

  static FinalRead inTheEnd(
      RegionId region, String key, @Nullable String value, @Nullable String etag) {
    return new FinalRead(key, region, region + "/edge-1", value, etag, null);
  }

  /** Europe is lost from 10 s to 30 s. */
  static FaultSpan lossOfEurope() {
    return new FaultSpan(
        new Fault.KillRegion(EU), 10_000_000, OptionalLong.of(10_200_000), 30_000_000);
  }

  History history() {
    return History.of(attempts);
  }
}
