package io.sampo.benchmarks.versus.work;

import java.util.Locale;

/**
 * What the replay client does ({@code src/main/kafka/RawLoad.java}).
 *
 * @param connections in all, spread over the brokers that lead something
 * @param window requests of one connection that may be unanswered
 * @param batches in all
 * @param rate batches per second, in open loop; 0 = as many as the windows allow
 * @param records in each batch
 * @param bytes of each value
 * @param codec {@code compression.type}
 * @param keys every record has one
 * @param readers of each partition
 */
public record RawPlan(
        int connections,
        int window,
        long batches,
        double rate,
        int records,
        int bytes,
        String codec,
        boolean keys,
        int readers) {
    private static final int READ_BYTES = 1 << 20;

    /** As fast as it goes, acks=all: {@code valueBytes} in batches of so many records of so many bytes. */
    public static RawPlan flat(int connections, int window, long valueBytes, int records, int bytes) {
        return new RawPlan(
                connections, window, valueBytes / ((long) records * bytes), 0, records, bytes, "none", false, 0);
    }

    /** The same at so many batches each second for so many seconds. */
    public RawPlan at(double newRate, int seconds) {
        return new RawPlan(
                connections, window, (long) (newRate * seconds), newRate, records, bytes, codec, keys, readers);
    }

    /** The same, packed by a codec. */
    public RawPlan packed(String newCodec, boolean newKeys) {
        return new RawPlan(connections, window, batches, rate, records, bytes, newCodec, newKeys, readers);
    }

    /** The same, with so many readers of each partition. */
    public RawPlan readBy(int newReaders) {
        return new RawPlan(connections, window, batches, rate, records, bytes, codec, keys, newReaders);
    }

    /** The same work in another amount. */
    RawPlan times(double factor) {
        return new RawPlan(
                connections,
                window,
                Math.max(1, (long) (batches * factor)),
                rate,
                records,
                bytes,
                codec,
                keys,
                readers);
    }

    long recordsInAll() {
        return batches * records;
    }

    long valueBytes() {
        return recordsInAll() * bytes;
    }

    String command(String topic) {
        return String.format(
                Locale.ROOT,
                "load topic=%s connections=%d window=%d batches=%d rate=%f records=%d bytes=%d codec=%s keys=%b acks=-1"
                        + " readers=%d readBytes=%d",
                topic,
                connections,
                window,
                batches,
                rate,
                records,
                bytes,
                codec,
                keys,
                readers,
                READ_BYTES);
    }
}
