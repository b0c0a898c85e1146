package io.atoll.bench.replication;

/**
 * What one round gave for one contestant.
 *
 * @param recordsPerSecond of the catch-up
 * @param cpuMicros of the contestant's process for one record of the catch-up
 * @param brokerCpuMicros of both brokers for one record of the catch-up
 * @param pssMebibytes after it
 * @param latencyP50Millis at the even pace
 * @param latencyP99Millis at the even pace
 * @param doubled records that are in the copy more than once
 */
record Measured(
    double recordsPerSecond,
    double cpuMicros,
    double brokerCpuMicros,
    double pssMebibytes,
    double latencyP50Millis,
    double latencyP99Millis,
    long doubled) {}
