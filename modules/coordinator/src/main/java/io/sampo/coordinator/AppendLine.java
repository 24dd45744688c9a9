package io.sampo.coordinator;

import io.sampo.coordinator.GroupPartitionMessage.KeyValue;
import io.sampo.coordinator.GroupPartitionMessage.Store;
import io.sampo.model.ErrorCode;
import io.sampo.records.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the groups of one partition have decided and the log has not taken yet. One append is under way at a time and carries
 * all that has come meanwhile: a busy partition makes few and large ones. Not for threads.
 */
final class AppendLine {
    private final Deque<Store> waiting = new ArrayDeque<>();
    private List<Store> underWay = List.of();

    void add(Store store) {
        waiting.add(store);
    }

    boolean isUnderWay() {
        return !underWay.isEmpty();
    }

    boolean isUnderWay(String groupId) {
        return underWay.stream().anyMatch(store -> store.groupId().equals(groupId));
    }

    boolean isReady() {
        return underWay.isEmpty() && !waiting.isEmpty();
    }

    /**
     * The next batch, which is under way from now on. Only while {@link #isReady}.
     *
     * @param batchBytesMax how much of several decisions it may hold; what is stored together is never divided
     */
    ByteBuffer next(long wallMs, int batchBytesMax) {
        List<Store> taken = new ArrayList<>();
        RecordBatchBuilder batch = new RecordBatchBuilder();
        int bytes = 0;
        while (!waiting.isEmpty()) {
            Store store = waiting.element();
            int more = store.records().stream().mapToInt(KeyValue::bytesMax).sum();
            if (!taken.isEmpty() && bytes + more > batchBytesMax) {
                break;
            }
            bytes += more;
            for (KeyValue entry : store.records()) {
                batch.append(wallMs, ByteBuffer.wrap(entry.key()), wrapped(entry.value()));
            }
            taken.add(waiting.remove());
        }
        underWay = List.copyOf(taken);
        return batch.build();
    }

    private static @Nullable ByteBuffer wrapped(byte @Nullable [] value) {
        return value == null ? null : ByteBuffer.wrap(value);
    }

    /** The append is committed: these were in it, in the order of the log. */
    List<Store> committed() {
        List<Store> done = underWay;
        underWay = List.of();
        return done;
    }

    /** The append was refused and left nothing: the groups that were in it. What they decided on top of it goes as well. */
    Set<String> refused() {
        Set<String> groups = new TreeSet<>();
        underWay.forEach(store -> groups.add(store.groupId()));
        underWay = List.of();
        groups.forEach(this::drop);
        return groups;
    }

    /** Forgets what of that group is not under way. */
    void drop(String groupId) {
        waiting.removeIf(store -> store.groupId().equals(groupId));
    }

    /** Forgets everything. */
    void clear() {
        waiting.clear();
        underWay = List.of();
    }

    /** True for an answer after which nobody here knows what is in the log: another one leads. */
    static boolean isLossOfLeadership(ErrorCode error) {
        return error == ErrorCode.NOT_LEADER_OR_FOLLOWER
                || error == ErrorCode.FENCED_LEADER_EPOCH
                || error == ErrorCode.UNKNOWN_LEADER_EPOCH
                || error == ErrorCode.UNKNOWN_TOPIC_ID;
    }
}
