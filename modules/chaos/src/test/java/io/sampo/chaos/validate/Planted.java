package io.sampo.chaos.validate;

import io.sampo.chaos.model.Action;
import io.sampo.chaos.model.Operation;
import io.sampo.chaos.model.Outcome;
import io.sampo.chaos.model.Payload;
import io.sampo.chaos.model.Values;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Anomalies to plant into a legal history, at least one for each kind; a seed says where. */
enum Planted {
    DROPPED_RECORD(AnomalyKind.LOST_WRITE) {
        @Override
        boolean plant(History h) {
            return h.pickAcked(1)
                    .map(v -> h.entries(e -> e.value == v ? null : e))
                    .orElse(false);
        }
    },
    DROPPED_TAIL(AnomalyKind.UNSEEN) {
        @Override
        boolean plant(History h) {
            Optional<Entry> last = h.inFinalRead().stream()
                    .max(Comparator.comparingLong(e -> e.offset))
                    .filter(e -> h.isAcked(e.value));
            return last.map(dropped -> h.entries(e -> e.value == dropped.value ? null : e))
                    .orElse(false);
        }
    },
    APPENDED_TWICE(AnomalyKind.DUPLICATE) {
        @Override
        boolean plant(History h) {
            return h.pick(h.inFinalRead())
                    .map(e -> h.appendToFinalRead(e, e.value))
                    .orElse(false);
        }
    },
    SWAPPED_SENDS(AnomalyKind.NONMONOTONIC_SEND) {
        @Override
        boolean plant(History h) {
            for (Entry one : h.shuffled(h.inFinalRead())) {
                for (Entry other : h.inFinalRead()) {
                    if (one.key == other.key
                            && Values.process(one.value) == Values.process(other.value)
                            && one.offset < other.offset) {
                        return h.swap(one, other);
                    }
                }
            }
            return false;
        }
    },
    MOVED_OFFSET(AnomalyKind.WRONG_OFFSET) {
        @Override
        boolean plant(History h) {
            return h.pickAcked(0)
                    .map(v -> h.send(v, s -> h.withOffset(s, s.offset(0) + 1)))
                    .orElse(false);
        }
    },
    REUSED_OFFSET(AnomalyKind.INCONSISTENT_OFFSET) {
        @Override
        boolean plant(History h) {
            List<Entry> all = h.inFinalRead();
            for (Entry one : h.shuffled(all)) {
                for (Entry other : all) {
                    if (one.key == other.key && one.value != other.value) {
                        return h.pollOnce(new Entry(one.key, one.offset, other.value, one.epoch));
                    }
                }
            }
            return false;
        }
    },
    ANOTHER_EPOCH(AnomalyKind.INCONSISTENT_OFFSET) {
        @Override
        boolean plant(History h) {
            return h.pick(h.inFinalRead())
                    .map(e -> h.pollOnce(new Entry(e.key, e.offset, e.value, e.epoch + 1)))
                    .orElse(false);
        }
    },
    LEAKED_FAILURE(AnomalyKind.ABORTED_READ) {
        @Override
        boolean plant(History h) {
            return h.failed()
                    .map(s -> h.appendToFinalRead(new Entry(s.key(0), 0, 0, 99), s.value(0)))
                    .orElse(false);
        }
    },
    REWOUND_READER(AnomalyKind.NONMONOTONIC_POLL) {
        @Override
        boolean plant(History h) {
            return h.pick(h.inFinalRead()).map(e -> h.pollTwice(e, e)).orElse(false);
        }
    },
    SKIPPING_READER(AnomalyKind.POLL_SKIP) {
        @Override
        boolean plant(History h) {
            return h.threeInARow()
                    .map(three -> h.pollTwice(three.get(0), three.get(2)))
                    .orElse(false);
        }
    },
    SKIPPING_POLL(AnomalyKind.INNER_POLL_SKIP) {
        @Override
        boolean plant(History h) {
            // The second entry makes the step an inner one.
            return h.fourInARow()
                    .map(four -> h.pollOnce(four.get(0), four.get(1), four.get(3)))
                    .orElse(false);
        }
    },
    TURNED_POLL(AnomalyKind.INNER_NONMONOTONIC_POLL) {
        @Override
        boolean plant(History h) {
            return h.threeInARow()
                    .map(three -> h.pollOnce(three.get(0), three.get(1), three.get(0)))
                    .orElse(false);
        }
    },
    DAMAGED_PAYLOAD(AnomalyKind.WRONG_BYTES) {
        @Override
        boolean plant(History h) {
            return h.pick(h.inFinalRead())
                    .map(e -> h.pollOnce(new Entry(e.key, e.offset, Payload.WRONG_BYTES, e.epoch)))
                    .orElse(false);
        }
    },
    INVENTED_VALUE(AnomalyKind.NEVER_SENT) {
        @Override
        boolean plant(History h) {
            return h.pick(h.inFinalRead())
                    .map(e -> h.pollOnce(new Entry(e.key, e.offset, Values.of(1, 1L << 30), e.epoch)))
                    .orElse(false);
        }
    },
    OTHER_PARTITION(AnomalyKind.NEVER_SENT) {
        @Override
        boolean plant(History h) {
            return h.pick(h.inFinalRead())
                    .map(e -> h.pollOnce(new Entry((e.key + 1) % 3, e.offset, e.value, e.epoch)))
                    .orElse(false);
        }
    },
    FALLEN_EPOCH(AnomalyKind.EPOCH_FELL) {
        @Override
        boolean plant(History h) {
            return h.pick(h.inFinalRead().stream()
                            .filter(e -> e.offset > 0 && e.epoch > 0)
                            .filter(e -> h.epochBelow(e) > 0)
                            .toList())
                    .map(low -> h.entries(e -> e.value == low.value ? new Entry(e.key, e.offset, e.value, 0) : e))
                    .orElse(false);
        }
    },
    STALE_APPEND(AnomalyKind.REALTIME_APPEND) {
        @Override
        boolean plant(History h) {
            return h.pickAcked(0)
                    .map(v -> h.send(v, s -> h.withAckedBefore(s, s.offset(0))))
                    .orElse(false);
        }
    },
    SHIFTED_LOG(AnomalyKind.GAP) {
        @Override
        boolean plant(History h) {
            return h.pick(h.inFinalRead())
                    .map(from -> h.entries(e -> e.key == from.key && e.offset >= from.offset
                            ? new Entry(e.key, e.offset + 1, e.value, e.epoch)
                            : e))
                    .orElse(false);
        }
    },
    NO_FINAL_READ(null) {
        @Override
        boolean plant(History h) {
            return h.operations.removeIf(operation -> operation.action() == Action.READ_ALL);
        }
    };

    /** What has to be found; null = a history that is called incomplete. */
    final AnomalyKind kind;

    Planted(AnomalyKind kind) {
        this.kind = kind;
    }

    /** False where this history has no place for it. */
    abstract boolean plant(History history);

    /** One record in a poll. */
    static final class Entry {
        final int key;
        final long offset;
        final long value;
        final long epoch;

        Entry(int key, long offset, long value, long epoch) {
            this.key = key;
            this.offset = offset;
            this.value = value;
            this.epoch = epoch;
        }
    }

    /** A legal history that can be spoiled. */
    static final class History {
        private static final int SPOILED_READER = 91;

        final List<Operation> operations;
        private final Random random;

        History(long seed) {
            this.operations = new ArrayList<>(LegalHistory.of(seed));
            this.random = new Random(seed * 31 + 7);
        }

        <T> Optional<T> pick(List<T> from) {
            return from.isEmpty() ? Optional.empty() : Optional.of(from.get(random.nextInt(from.size())));
        }

        <T> List<T> shuffled(List<T> from) {
            List<T> copy = new ArrayList<>(from);
            java.util.Collections.shuffle(copy, random);
            return copy;
        }

        List<Entry> inFinalRead() {
            List<Entry> found = new ArrayList<>();
            for (Operation operation : operations) {
                if (operation.process() == LegalHistory.FINAL_READER) {
                    found.addAll(entriesOf(operation));
                }
            }
            return found;
        }

        private static List<Entry> entriesOf(Operation operation) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < operation.size(); i++) {
                entries.add(new Entry(operation.key(i), operation.offset(i), operation.value(i), operation.extra(i)));
            }
            return entries;
        }

        private static Operation poll(Operation like, List<Entry> entries) {
            long[] numbers = entries.stream()
                    .flatMap(e -> java.util.stream.Stream.of((long) e.key, e.offset, e.value, e.epoch))
                    .mapToLong(Long::longValue)
                    .toArray();
            return new Operation(like.process(), Action.POLL, like.outcome(), like.invokedNs(), like.doneNs(), numbers);
        }

        boolean isAcked(long value) {
            return operations.stream()
                    .anyMatch(o -> o.action() == Action.SEND
                            && o.outcome() == Outcome.OK
                            && o.value(0) == value
                            && o.offset(0) >= 0);
        }

        /** An acknowledged value with at least {@code behind} records behind it in its partition. */
        Optional<Long> pickAcked(int behind) {
            List<Entry> all = inFinalRead();
            return pick(all.stream()
                    .filter(e -> isAcked(e.value))
                    .filter(e -> all.stream()
                                    .filter(o -> o.key == e.key && o.offset > e.offset)
                                    .count()
                            >= behind)
                    .map(e -> e.value)
                    .toList());
        }

        Optional<Operation> failed() {
            return pick(operations.stream()
                    .filter(o -> o.action() == Action.SEND && o.outcome() == Outcome.FAIL)
                    .toList());
        }

        Optional<List<Entry>> threeInARow() {
            return inARow(3);
        }

        Optional<List<Entry>> fourInARow() {
            return inARow(4);
        }

        private Optional<List<Entry>> inARow(int count) {
            List<Entry> all = inFinalRead();
            List<List<Entry>> rows = new ArrayList<>();
            for (int i = 0; i + count <= all.size(); i++) {
                if (all.get(i).key == all.get(i + count - 1).key) {
                    rows.add(all.subList(i, i + count));
                }
            }
            return pick(rows);
        }

        long epochBelow(Entry entry) {
            return inFinalRead().stream()
                    .filter(e -> e.key == entry.key && e.offset < entry.offset)
                    .mapToLong(e -> e.epoch)
                    .max()
                    .orElse(-1);
        }

        /** Changes every record that anybody read; null drops it. */
        boolean entries(UnaryOperator<Entry> change) {
            operations.replaceAll(o -> o.action() != Action.POLL
                    ? o
                    : poll(
                            o,
                            entriesOf(o).stream()
                                    .map(change)
                                    .filter(java.util.Objects::nonNull)
                                    .toList()));
            return true;
        }

        boolean send(long value, UnaryOperator<Operation> change) {
            operations.replaceAll(o -> o.action() == Action.SEND && o.value(0) == value ? change.apply(o) : o);
            return true;
        }

        Operation withOffset(Operation s, long offset) {
            return Operation.send(
                    s.process(), s.outcome(), s.invokedNs(), s.doneNs(), s.key(0), offset, s.value(0), s.extra(0));
        }

        Operation withAckedBefore(Operation s, long acked) {
            return Operation.send(
                    s.process(), s.outcome(), s.invokedNs(), s.doneNs(), s.key(0), s.offset(0), s.value(0), acked);
        }

        boolean swap(Entry one, Entry other) {
            send(one.value, s -> s.offset(0) < 0 ? s : withOffset(s, other.offset));
            send(other.value, s -> s.offset(0) < 0 ? s : withOffset(s, one.offset));
            return entries(e -> {
                if (e.key == one.key && e.offset == one.offset) {
                    return new Entry(e.key, e.offset, other.value, e.epoch);
                }
                boolean isOther = e.key == other.key && e.offset == other.offset;
                return isOther ? new Entry(e.key, e.offset, one.value, e.epoch) : e;
            });
        }

        boolean appendToFinalRead(Entry like, long value) {
            long end = inFinalRead().stream()
                    .filter(e -> e.key == like.key)
                    .mapToLong(e -> e.offset + 1)
                    .max()
                    .orElse(0);
            return pollOnce(new Entry(like.key, end, value, like.epoch + 99));
        }

        /** Another reader, which reads these in one poll. */
        boolean pollOnce(Entry... entries) {
            beginSpoiledReader();
            operations.add(poll(like(), List.of(entries)));
            return true;
        }

        /** Another reader, which reads these in a poll each. */
        boolean pollTwice(Entry first, Entry second) {
            beginSpoiledReader();
            operations.add(poll(like(), List.of(first)));
            operations.add(poll(like(), List.of(second)));
            return true;
        }

        private void beginSpoiledReader() {
            operations.add(Operation.of(SPOILED_READER, Action.ASSIGN, Outcome.OK, 0, 0));
        }

        private static Operation like() {
            return Operation.of(SPOILED_READER, Action.POLL, Outcome.OK, 0, 0);
        }

        Set<AnomalyKind> found() {
            return Checker.check(LegalHistory.asHistory(operations)).counts().keySet();
        }
    }
}
