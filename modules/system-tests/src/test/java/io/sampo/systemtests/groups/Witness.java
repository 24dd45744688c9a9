package io.sampo.systemtests.groups;

import io.sampo.systemtests.groups.Happening.Kind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts down what one member sees, until it is gone. Any thread. */
final class Witness {
    private final String member;
    private final PrintStream out;
    private boolean isGone;

    Witness(String member, PrintStream out) {
        this.member = member;
        this.out = out;
    }

    String member() {
        return member;
    }

    synchronized void saw(Kind kind, int partition, long first, long second) {
        saw(Happening.of(kind, member, partition, first, second));
    }

    synchronized void saw(Happening happening) {
        if (!isGone) {
            out.println(happening.text());
            isGone = happening.kind() == Kind.GONE;
        }
    }

    void gone() {
        saw(Kind.GONE, -1, 0, 0);
    }

    void failed(Throwable why) {
        out.println("! " + member + ": " + why);
        saw(Kind.FAILED, -1, 0, 0);
    }

    /**
     * A commit has been answered.
     *
     * @param refused why it was not accepted, null = it was
     */
    void committed(Map<Integer, Long> offsets, long sentNs, @Nullable Throwable refused) {
        if (refused != null) {
            System.err.println(member + ": commit not accepted: " + refused);
        }
        Kind kind = refused == null ? Kind.COMMITTED : Kind.REFUSED;
        offsets.forEach((partition, offset) -> saw(kind, partition, offset, sentNs));
    }

    /** Records of one {@code receive} or {@code poll}, in their order; the value of each is its offset. */
    final class Delivery {
        private final Map<Integer, List<Long>> offsets = new TreeMap<>();

        void add(int partition, long offset, String value) {
            if (!value.equals(Long.toString(offset))) {
                saw(Kind.WRONG, partition, offset, Long.parseLong(value));
            }
            offsets.computeIfAbsent(partition, any -> new ArrayList<>()).add(offset);
        }

        /** Tells of them, and adds where each partition goes on to {@code positions}. */
        void tell(Map<Integer, Long> positions) {
            offsets.forEach((partition, all) -> {
                long from = all.get(0);
                for (int i = 1; i <= all.size(); i++) {
                    // A run without a gap is one happening.
                    if (i == all.size() || all.get(i) != all.get(i - 1) + 1) {
                        saw(Kind.DELIVERED, partition, from, all.get(i - 1));
                        from = i == all.size() ? from : all.get(i);
                    }
                }
                positions.put(partition, all.get(all.size() - 1) + 1);
            });
        }
    }
}
