package io.sampo.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one client has done since it was made: counts that only grow, of all its producers and consumers. What a client hides from its
 * user, sessions that broke, leaders and coordinators that moved, is told here. Any thread.
 */
public final class ClientMetrics {
    /** What is counted, by Kafka's name where Kafka counts the same. */
    public enum Metric {
        /** Sessions with brokers that were opened. */
        CONNECTION_CREATION("connection-creation-total"),
        /** Sessions that ended otherwise than by closing the client: the broker stopped, died, or fell silent. */
        CONNECTION_CLOSE("connection-close-total"),
        /** Requests that were given to a session. */
        REQUEST("request-total"),
        /** Requests that ended without an answer: their session ended or did not open, or {@code request.timeout.ms} was over. */
        REQUEST_LOST("request-lost-total"),
        /** Bytes of batches that went to brokers, repetitions included. */
        PRODUCE_BYTES("produce-byte-total"),
        /** Bytes of batches that came from brokers. */
        FETCH_BYTES("fetch-byte-total"),
        /** Partitions of the cluster that were seen with a leader of a higher epoch than before. */
        LEADER_CHANGE("leader-change-total"),
        /** Times that a coordinator that had been found was looked for again: it had moved, its session ended, or it did not answer. */
        COORDINATOR_CHANGE("coordinator-change-total"),
        /** Records that went out in a batch for the first time. */
        RECORD_SEND("record-send-total"),
        /** Records that went out again. */
        RECORD_RETRY("record-retry-total"),
        /** Records that were accepted and failed for good. */
        RECORD_ERROR("record-error-total"),
        /** Answers of fetches, empty ones too. */
        FETCH("fetch-total"),
        /** Records that were handed out. */
        RECORDS_CONSUMED("records-consumed-total"),
        /** Times that a group gave partitions to a consumer of this client, or took some. */
        ASSIGNMENT_CHANGE("assignment-change-total"),
        /** Commits that a coordinator has kept. */
        COMMIT("commit-total");

        private final String key;

        Metric(String key) {
            this.key = key;
        }

        /** Its name in {@link ClientMetrics#snapshot}. */
        public String key() {
            return key;
        }
    }

    private final LongAdder[] totals = new LongAdder[Metric.values().length];

    public ClientMetrics() {
        for (int i = 0; i < totals.length; i++) {
            totals[i] = new LongAdder();
        }
    }

    /** So many more. */
    public void add(Metric metric, long amount) {
        totals[metric.ordinal()].add(amount);
    }

    /** Every count by name, as of now, in a fixed order. */
    public Map<String, Long> snapshot() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Metric metric : Metric.values()) {
            counts.put(metric.key, totals[metric.ordinal()].sum());
        }
        return Collections.unmodifiableMap(counts);
    }
}
