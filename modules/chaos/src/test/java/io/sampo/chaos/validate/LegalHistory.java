package io.sampo.chaos.validate;

import io.sampo.chaos.model.Action;
import io.sampo.chaos.model.History;
import io.sampo.chaos.model.Operation;
import io.sampo.chaos.model.Outcome;
import io.sampo.chaos.model.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A history as a perfect cluster gives it, from a seed: pipelined sends, sends of unknown outcome that are in the log
 * or are not, sends that failed, leaders that change, readers that jump, polls that failed after records had come, a
 * final read.
 */
final class LegalHistory {
    static final int WRITERS = 3;
    static final int FINAL_READER = 90;

    private final Random random;
    private final int keys;
    private final List<Operation> done = new ArrayList<>();
    private final List<List<Operation>> logs = new ArrayList<>();
    private final List<List<Integer>> epochs = new ArrayList<>();
    private final long[] acked;
    private final long[] counters = new long[WRITERS];
    private final long[][] positions;
    private final int[] epoch;
    /** Appended and not settled yet; of each writer and key they settle in any order. */
    private final List<Operation> pending = new ArrayList<>();

    private long clockNs;

    private LegalHistory(long seed) {
        this.random = new Random(seed);
        this.keys = 1 + random.nextInt(3);
        this.acked = new long[keys];
        Arrays.fill(acked, -1);
        this.epoch = new int[keys];
        this.positions = new long[2][keys];
        for (int key = 0; key < keys; key++) {
            logs.add(new ArrayList<>());
            epochs.add(new ArrayList<>());
        }
    }

    /** Its operations in the order in which they were done. */
    static List<Operation> of(long seed) {
        LegalHistory history = new LegalHistory(seed);
        int steps = 60 + history.random.nextInt(120);
        for (int step = 0; step < steps; step++) {
            history.step();
        }
        while (!history.pending.isEmpty()) {
            history.settle();
        }
        history.readAll();
        return history.done;
    }

    static History asHistory(List<Operation> operations) {
        History history = new History(List.of("t-0", "t-1", "t-2"));
        operations.forEach(history::add);
        return history;
    }

    private void step() {
        clockNs += 1_000_000;
        int choice = random.nextInt(100);
        if (choice < 45) {
            send(random.nextInt(WRITERS), random.nextInt(keys));
        } else if (choice < 70) {
            settle();
        } else if (choice < 90) {
            poll(random.nextInt(positions.length));
        } else if (choice < 94) {
            assign(random.nextInt(positions.length));
        } else {
            epoch[random.nextInt(keys)]++;
        }
    }

    private void send(int writer, int key) {
        long value = Values.of(writer, counters[writer]++);
        int fate = random.nextInt(100);
        if (fate < 4) {
            done.add(Operation.send(writer, Outcome.FAIL, clockNs, clockNs, key, Operation.UNKNOWN, value, acked[key]));
            return;
        }
        if (fate < 8) {
            done.add(Operation.send(writer, Outcome.INFO, clockNs, clockNs, key, Operation.UNKNOWN, value, acked[key]));
            return;
        }
        Outcome outcome = fate < 14 ? Outcome.INFO : Outcome.OK;
        long offset = logs.get(key).size();
        Operation sent = Operation.send(writer, outcome, clockNs, clockNs, key, offset, value, acked[key]);
        logs.get(key).add(sent);
        epochs.get(key).add(epoch[key]);
        pending.add(sent);
    }

    private void settle() {
        if (pending.isEmpty()) {
            return;
        }
        Operation sent = pending.remove(random.nextInt(pending.size()));
        boolean known = sent.outcome() == Outcome.OK && random.nextInt(50) > 0;
        long offset = known ? sent.offset(0) : Operation.UNKNOWN;
        int key = sent.key(0);
        done.add(Operation.send(
                sent.process(), sent.outcome(), sent.invokedNs(), clockNs, key, offset, sent.value(0), sent.extra(0)));
        if (known) {
            acked[key] = Math.max(acked[key], offset);
        }
    }

    private void assign(int reader) {
        for (int key = 0; key < keys; key++) {
            positions[reader][key] = random.nextInt(logs.get(key).size() + 1);
        }
        done.add(Operation.of(50 + reader, Action.ASSIGN, Outcome.OK, clockNs, clockNs));
    }

    private void poll(int reader) {
        boolean failed = random.nextInt(20) == 0;
        List<Long> entries = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            int count = random.nextInt(6);
            long from = positions[reader][key];
            for (long offset = from;
                    offset < Math.min(from + count, logs.get(key).size());
                    offset++) {
                add(entries, key, (int) offset);
                if (!failed) {
                    positions[reader][key] = offset + 1;
                }
            }
        }
        Outcome outcome = failed ? Outcome.INFO : Outcome.OK;
        done.add(new Operation(50 + reader, Action.POLL, outcome, clockNs, clockNs, numbers(entries)));
    }

    private void readAll() {
        done.add(Operation.of(FINAL_READER, Action.ASSIGN, Outcome.OK, clockNs, clockNs));
        for (int key = 0; key < keys; key++) {
            List<Long> entries = new ArrayList<>();
            for (int offset = 0; offset < logs.get(key).size(); offset++) {
                add(entries, key, offset);
            }
            done.add(new Operation(FINAL_READER, Action.POLL, Outcome.OK, clockNs, clockNs, numbers(entries)));
        }
        done.add(Operation.of(FINAL_READER, Action.READ_ALL, Outcome.OK, clockNs, clockNs));
    }

    private void add(List<Long> entries, int key, int offset) {
        long value = logs.get(key).get(offset).value(0);
        entries.addAll(
                List.of((long) key, (long) offset, value, (long) epochs.get(key).get(offset)));
    }

    private static long[] numbers(List<Long> entries) {
        return entries.stream().mapToLong(Long::longValue).toArray();
    }
}
