package io.sampo.chaos.scenarios;

import io.sampo.chaos.cluster.Cluster;
import io.sampo.client.SampoClient;
import io.sampo.model.PartitionState;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The promises of the in-sync set, replayed on five brokers (MISSION S68, S69, S70): a topic of three replicas survives
 * two of them, one after the other; and of leader 1, in-sync 3 and cut-off 4 the next leader is 3.
 */
public final class IsrExamples {
    private static final int BROKERS = 5;
    private static final int RECORDS = 200;
    /**
     * A leader tells its high watermark within half a second of the last write (H28). A leader that is alone below
     * min.insync.replicas shows what it knew to be committed before, and the rest when it is not alone any more (R10, R23): an
     * ELR member that might lead in its place need not have it.
     */
    private static final int HIGH_WATERMARK_SPREADS_MS = 1_000;

    private final PrintStream out;
    private boolean held = true;

    private IsrExamples(PrintStream out) {
        this.out = out;
    }

    /** Plays them; true if everything was as promised. */
    public static boolean play(Path sampo, Path directory, boolean isolated, PrintStream out)
            throws InterruptedException, IOException, ExecutionException, TimeoutException {
        IsrExamples examples = new IsrExamples(out);
        Stage stage = Stage.build(sampo, directory, BROKERS, isolated, Stage.DiskKind.SHARED);
        try (Cluster cluster = stage.cluster()) {
            cluster.startAll();
            try (SampoClient client = cluster.client()) {
                examples.followerCutOff(cluster, client);
                examples.twoOfThreeKilled(cluster, client);
            }
        }
        return examples.held;
    }

    private void expect(String what, boolean isSo) {
        out.println((isSo ? "   ok      " : "   FAILED  ") + what);
        held &= isSo;
    }

    private static boolean isrIs(PartitionState state, Integer... brokers) {
        return Set.copyOf(state.isr()).equals(Set.of(brokers));
    }

    private void followerCutOff(Cluster cluster, SampoClient client)
            throws InterruptedException, ExecutionException, TimeoutException {
        out.println("S69: replicas 1, 3 and 4; 4 is cut off; then 1 is killed (min.insync.replicas 2)");
        OneTopic topic = OneTopic.create(client, "in-sync", List.of(1, 3, 4), 2);
        expect("leader 1, ISR {1, 3, 4}", topic.becomes(state -> state.leader() == 1 && isrIs(state, 1, 3, 4)));
        expect("acks=all: " + RECORDS + " acknowledged", topic.send(RECORDS, "all") == RECORDS);

        out.println("   4 is cut off by "
                + (cluster.plan().network().canCut() ? "its network" : "SIGSTOP: it could not lead in any case"));
        cutOff(cluster, 4);
        expect("ISR {1, 3}", topic.becomes(state -> isrIs(state, 1, 3)));
        expect("leader is still 1", topic.state().leader() == 1);
        expect("acks=all: " + RECORDS + " more acknowledged", topic.send(RECORDS, "all") == RECORDS);

        TimeUnit.MILLISECONDS.sleep(HIGH_WATERMARK_SPREADS_MS);
        cluster.broker(1).kill();
        expect("leader 3", topic.becomes(state -> state.leader() == 3));
        expect("and never 4, for 5 s", staysLeader(topic, 3, 5));
        expect("every acknowledged record is readable, in order", topic.missing() == 0);
        expect("one in sync of two: acks=all is refused", topic.send(5, "all") == 0);
        expect("acks=1 still works", topic.send(5, "1") == 5);

        letBack(cluster, 4);
        expect("4 is back: ISR {3, 4}", topic.becomes(state -> isrIs(state, 3, 4)));
        expect("acks=all works again", topic.send(RECORDS, "all") == RECORDS);
        cluster.startAll();
        expect("1 is back: ISR {1, 3, 4}", topic.becomes(state -> isrIs(state, 1, 3, 4)));
        expect(topic.acknowledged() + " acknowledged records are readable, in order", topic.missing() == 0);
    }

    private void twoOfThreeKilled(Cluster cluster, SampoClient client)
            throws InterruptedException, ExecutionException, TimeoutException {
        out.println("S68: replicas 1, 2 and 3; the leader is killed, and then the next one");
        OneTopic one = OneTopic.create(client, "one-is-enough", List.of(1, 2, 3), 1);
        OneTopic two = OneTopic.create(client, "two-are-needed", List.of(1, 2, 3), 2);
        expect("all in sync", one.becomes(s -> isrIs(s, 1, 2, 3)) && two.becomes(s -> isrIs(s, 1, 2, 3)));
        expect("acknowledged", one.send(RECORDS, "all") == RECORDS && two.send(RECORDS, "all") == RECORDS);
        for (int left = 2; left >= 1; left--) {
            int leader = one.state().leader();
            int inSync = left;
            cluster.broker(leader).kill();
            boolean elected = one.becomes(s ->
                            s.hasLeader() && s.leader() != leader && s.isr().size() == inSync)
                    && two.becomes(s ->
                            s.hasLeader() && s.leader() != leader && s.isr().size() == inSync);
            expect("leader " + leader + " killed, " + left + " in sync, another leads", elected);
            expect("min.insync.replicas 1: acks=all acknowledged", one.send(RECORDS, "all") == RECORDS);
            int taken = two.send(20, "all");
            expect(
                    "min.insync.replicas 2: acks=all " + (left >= 2 ? "acknowledged" : "refused"),
                    taken == (left >= 2 ? 20 : 0));
            expect("every acknowledged record is readable", one.missing() == 0 && two.missing() == 0);
        }
        cluster.startAll();
        expect("both are back in sync", one.becomes(s -> isrIs(s, 1, 2, 3)) && two.becomes(s -> isrIs(s, 1, 2, 3)));
        expect("acks=all works again", two.send(20, "all") == 20);
        expect(
                (one.acknowledged() + two.acknowledged()) + " acknowledged records are readable, in order",
                one.missing() == 0 && two.missing() == 0);
    }

    private static boolean staysLeader(OneTopic topic, int leader, int seconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < endNs) {
            if (topic.state().leader() != leader) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }

    /** By the network where it can be cut; by SIGSTOP where it cannot. */
    private static void cutOff(Cluster cluster, int broker) {
        if (!cluster.plan().network().canCut()) {
            cluster.broker(broker).pause();
            return;
        }
        for (int other : cluster.plan().ids()) {
            if (other != broker) {
                cluster.plan().network().cut(broker, other);
                cluster.plan().network().cut(other, broker);
            }
        }
    }

    private static void letBack(Cluster cluster, int broker) {
        cluster.plan().network().heal();
        cluster.broker(broker).resume();
    }
}
