package io.sampo.simulation.groups;

import io.sampo.groups.GroupRecord;
import io.sampo.simulation.engine.Rng;
import io.sampo.simulation.engine.Schedule;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The partition of {@code __consumer_offsets} that the group lives in: who leads it in which epoch, what is committed, and
 * what is on its way. Stands for {@code PartitionActor} and replication: whoever is not the leader any more cannot append,
 * and of what was on its way when the leader changed a part survives, without anybody being told.
 */
final class GroupLog {
    private record Batch(List<GroupRecord> records, Consumer<Boolean> outcome) {}

    private final Schedule schedule;
    private final Rng random;
    private final Consumer<List<GroupRecord>> whenCommitted;
    private final List<GroupRecord> committed = new ArrayList<>();
    private final Deque<Batch> onTheWay = new ArrayDeque<>();
    private int leaderEpoch;
    private long lastMs;

    GroupLog(Schedule schedule, Rng random, Consumer<List<GroupRecord>> whenCommitted) {
        this.schedule = schedule;
        this.random = random;
        this.whenCommitted = whenCommitted;
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    List<GroupRecord> committed() {
        return Collections.unmodifiableList(committed);
    }

    boolean isQuiet() {
        return onTheWay.isEmpty();
    }

    /** Somebody else leads; its epoch. What was on the way is settled: the first of it is committed, the rest is gone. */
    int elect() {
        leaderEpoch++;
        int survivors = random.below(onTheWay.size() + 1);
        while (!onTheWay.isEmpty()) {
            Batch batch = onTheWay.remove();
            if (survivors-- > 0) {
                commit(batch.records);
            }
            schedule.after(random.between(1, 20), () -> batch.outcome.accept(false));
        }
        return leaderEpoch;
    }

    /** Appends all of it or nothing; {@code outcome} hears once, and in the order of the appends of one leader. */
    void append(int epoch, List<GroupRecord> records, Consumer<Boolean> outcome) {
        if (epoch < leaderEpoch) {
            schedule.after(random.between(1, 20), () -> outcome.accept(false));
            return;
        }
        Batch batch = new Batch(records, outcome);
        onTheWay.add(batch);
        lastMs = Math.max(lastMs, schedule.nowMs() + random.between(1, 12));
        schedule.at(lastMs, () -> replicated(batch));
    }

    private void replicated(Batch batch) {
        if (onTheWay.remove(batch)) {
            commit(batch.records);
            batch.outcome.accept(true);
        }
    }

    private void commit(List<GroupRecord> records) {
        committed.addAll(records);
        whenCommitted.accept(records);
    }
}
