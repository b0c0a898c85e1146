package io.atoll.chaos.history;

/** A moment of the drill itself, such as the injection of a fault: for whoever reads the file. */
public record Mark(long atMicros, String what) {}
