package io.sampo.systemtests.groups;

import java.util.Random;

/** What happens next to a group, by a seed. Pure. */
final class MemberDraw {
    /** What may. */
    enum Act {
        JOIN("joins", 48),
        LEAVE("leaves", 17),
        /** A member is gone from one moment to the other, and says nothing. */
        DROP("members dropped", 14),
        /** {@code kill -9} of a process with all members in it. */
        KILL_PROCESS("processes killed", 5),
        /** Another broker leads the group's partition of {@code __consumer_offsets}. */
        MOVE_COORDINATOR("coordinators moved", 14),
        /** {@code kill -9} of the broker that coordinates, and its return. */
        KILL_COORDINATOR("coordinators killed", 2);

        private final String label;
        private final int weight;

        Act(String label, int weight) {
            this.label = label;
            this.weight = weight;
        }

        String label() {
            return label;
        }
    }

    private static final int WEIGHTS = 100;
    private static final int MEMBERS_MIN = 2;

    private final Random random;
    private final int membersMax;

    MemberDraw(long seed, int membersMax) {
        this.random = new Random(seed);
        this.membersMax = membersMax;
    }

    /** The next act on a group of so many members. */
    Act next(int members) {
        Act act = any();
        if (members < MEMBERS_MIN) {
            return Act.JOIN;
        }
        return act == Act.JOIN && members >= membersMax ? Act.LEAVE : act;
    }

    private Act any() {
        int at = random.nextInt(WEIGHTS);
        for (Act act : Act.values()) {
            at -= act.weight;
            if (at < 0) {
                return act;
            }
        }
        throw new IllegalStateException("the weights are " + WEIGHTS + " in all");
    }

    /** One of {@code bound}. */
    int pick(int bound) {
        return random.nextInt(bound);
    }

    /** True so often in 100 times. */
    boolean percent(int times) {
        return random.nextInt(100) < times;
    }
}
