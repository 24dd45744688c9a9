package io.sampo.client.fetch;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.StartAt;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The partitions that one consumer reads, and where. All have their turn: none is read twice before each of the others could be.
 * Pure; not for threads.
 */
public final class ReadPositions {
    /** The least that is asked for of each partition, however many there are: one batch of the default size. */
    private static final int FETCH_BYTES_LEAST = 16 * 1024;

    private final Supplier<@Nullable StartAt> reset;
    private final long retryBackoffMs;
    private final Map<TopicPartition, FetchPosition> positions = new LinkedHashMap<>();
    private final Set<TopicPartition> unstarted = new HashSet<>();
    private final Map<TopicPartition, Long> processed = new HashMap<>();
    private int turn;

    /** @param reset what {@code auto.offset.reset} comes to at this moment; null = an error */
    public ReadPositions(Supplier<@Nullable StartAt> reset, long retryBackoffMs) {
        this.reset = reset;
        this.retryBackoffMs = retryBackoffMs;
    }

    /** In the order in which they came. */
    public Map<TopicPartition, FetchPosition> all() {
        return Collections.unmodifiableMap(positions);
    }

    /**
     * Reads exactly these from now on; null = goes on, or begins where {@code auto.offset.reset} says.
     *
     * @return those of which everything known is void: they are gone, or begin anew
     */
    public Set<TopicPartition> assign(Map<TopicPartition, @Nullable StartAt> wanted) {
        Set<TopicPartition> changed = keepOnly(wanted.keySet());
        wanted.forEach((partition, start) -> {
            if (start != null) {
                changed.add(partition);
                begin(partition, new FetchPosition(partition, start, reset, retryBackoffMs));
            } else if (!positions.containsKey(partition)) {
                changed.add(partition);
                begin(partition, FetchPosition.atReset(partition, reset, retryBackoffMs));
            }
        });
        return changed;
    }

    /**
     * As {@link #assign}, but those that are new rest until {@link #start} says where they begin, or a {@link #seek}. By hand: what a
     * group has held of the others is not held any more, since nobody else would ever say so.
     */
    public Set<TopicPartition> assignUnstarted(Collection<TopicPartition> wanted) {
        Set<TopicPartition> changed = keepOnly(wanted);
        for (TopicPartition partition : wanted) {
            if (!positions.containsKey(partition)) {
                changed.add(partition);
                FetchPosition position = new FetchPosition(partition, StartAt.BEGINNING, reset, retryBackoffMs);
                position.rest(FetchPosition.Rest.HELD, true);
                begin(partition, position);
                unstarted.add(partition);
            } else if (!unstarted.contains(partition)) {
                rest(List.of(partition), FetchPosition.Rest.HELD, false);
            }
        }
        return changed;
    }

    private Set<TopicPartition> keepOnly(Collection<TopicPartition> wanted) {
        Set<TopicPartition> gone = new LinkedHashSet<>(positions.keySet());
        gone.removeAll(Set.copyOf(wanted));
        positions.keySet().removeAll(gone);
        unstarted.removeAll(gone);
        processed.keySet().removeAll(gone);
        return gone;
    }

    private void begin(TopicPartition partition, FetchPosition position) {
        positions.put(partition, position);
        unstarted.remove(partition);
        // What was worked on before may be far from here, and another member's work meanwhile.
        processed.remove(partition);
    }

    /** Begins there, if it still waits for it; null = where {@code auto.offset.reset} says. */
    public void start(TopicPartition partition, @Nullable StartAt start) {
        FetchPosition position = positions.get(partition);
        if (position == null || !unstarted.remove(partition)) {
            return;
        }
        if (!position.hasFailed()) {
            if (start != null) {
                position.seek(start);
            } else {
                position.begin();
            }
        }
        position.rest(FetchPosition.Rest.HELD, false);
    }

    /** These rest for that reason, or no longer; those that are not read are left out. */
    public void rest(Collection<TopicPartition> partitions, FetchPosition.Rest reason, boolean on) {
        for (TopicPartition partition : partitions) {
            FetchPosition position = positions.get(partition);
            if (position != null) {
                position.rest(reason, on);
            }
        }
    }

    /** Goes on there; false if it is not read at all. */
    public boolean seek(TopicPartition partition, StartAt start) {
        FetchPosition position = positions.get(partition);
        if (position == null) {
            return false;
        }
        if (unstarted.remove(partition)) {
            position.rest(FetchPosition.Rest.HELD, false);
        }
        processed.remove(partition);
        position.seek(start);
        return true;
    }

    /** Offsets of the next records to take, of those that have one. A copy. */
    public Map<TopicPartition, Long> known() {
        Map<TopicPartition, Long> known = new LinkedHashMap<>();
        positions.forEach((partition, position) -> {
            if (position.position() >= 0 && !unstarted.contains(partition)) {
                known.put(partition, position.position());
            }
        });
        return known;
    }

    /** Whoever takes comes back for more: what he took is worked on. */
    public void allIsProcessed() {
        processed.clear();
        processed.putAll(known());
    }

    /** As {@link #known}, as of the last {@link #allIsProcessed}, without what has gone or gone elsewhere since. A copy. */
    public Map<TopicPartition, Long> processed() {
        return new LinkedHashMap<>(processed);
    }

    /** How much to ask for {@code position}: its share of what may be under way, and no more than its reader uses up. */
    public int bytes(FetchPosition position, ConsumerSettings settings) {
        int share = Math.max(FETCH_BYTES_LEAST, settings.fetchMaxBytes() / positions.size());
        int most = Math.min(settings.maxPartitionFetchBytes(), share);
        return Math.max(position.bytes(most), Math.min(most, settings.fetchMinBytes()));
    }

    /** Up to {@code recordsMax} records that are here. */
    public List<ConsumerRecord> take(int recordsMax) {
        List<ConsumerRecord> records = new ArrayList<>();
        for (TopicPartition partition : inTurn()) {
            positions.get(partition).take(recordsMax - records.size(), records);
        }
        return records;
    }

    private List<TopicPartition> inTurn() {
        List<TopicPartition> order = new ArrayList<>(positions.keySet());
        Collections.rotate(order, -turn);
        turn = order.isEmpty() ? 0 : (turn + 1) % order.size();
        return order;
    }

    /** The first failure that nobody was told of; it is told by this. */
    public @Nullable SampoException takeFailure() {
        for (FetchPosition position : positions.values()) {
            SampoException failure = position.takeFailure();
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }
}
