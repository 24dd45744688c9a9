package io.sampo.testkit;

import io.sampo.broker.BrokerFaults;
import io.sampo.testkit.multinode.MultiNode;
import io.sampo.transport.LinkCuts;

/**
 * Cuts and heals the network between the brokers of a multi-node test, on every path that they have: Artery by the
 * conductor's blackhole, replication streams and session links by {@link LinkCuts}, Raft by {@link RaftCuts}. Each JVM has one;
 * <b>every role calls the same methods in the same order</b>: they are barriers, and each JVM cuts its own side.
 *
 * <p>Two ways: nothing passes. One way, from a broker: datagrams (replication) and Raft requests are dropped in that
 * direction only; connections (Artery, session links) go in both, because TCP without acknowledgements carries nothing, and
 * because Artery's test stage cannot do otherwise.
 *
 * <p>Clients are not cut: they reach both sides, as a client beside the fault does.
 */
public final class Cut {
    private final MultiNode node;
    private final int brokers;
    private final int self;
    private final LinkCuts links = new LinkCuts();
    private final RaftCuts raft = new RaftCuts();
    private int blackholed;
    private int steps;

    /** Broker {@code n} runs in the {@code n}th role. */
    public Cut(MultiNode node) {
        this.node = node;
        this.brokers = node.roles().size();
        this.self = node.index() + 1;
    }

    /** To start this role's broker with. */
    public BrokerFaults faults() {
        return new BrokerFaults(links, raft);
    }

    /** Nothing passes between {@code broker} and the others, either way. */
    public void isolate(int broker) {
        begin("isolate " + broker);
        for (int other = 1; other <= brokers; other++) {
            if (other != broker) {
                links.cutBothWays(broker, other);
            }
        }
        deafenRaft(broker, true);
        blackhole(broker);
        end();
    }

    /** Nothing that {@code broker} sends arrives; it still hears the datagrams and Raft requests of the others. */
    public void silence(int broker) {
        begin("silence " + broker);
        for (int other = 1; other <= brokers; other++) {
            if (other != broker) {
                links.cut(broker, other);
            }
        }
        deafenRaft(broker, false);
        blackhole(broker);
        end();
    }

    /**
     * Replication streams and session links pass again, Artery and Raft do not: a broker that was cut pushes to its
     * followers of before and has no news of what was decided meanwhile.
     */
    public void healLinksOnly() {
        begin("heal links");
        links.healAll();
        end();
    }

    /** Everything passes again. */
    public void heal() {
        begin("heal");
        links.healAll();
        raft.healAll();
        if (blackholed != 0 && node.index() == 0) {
            forEachOther(blackholed, node::passThrough);
        }
        blackholed = 0;
        end();
    }

    private void deafenRaft(int broker, boolean alsoItself) {
        if (self != broker) {
            raft.cutFrom(broker);
        } else if (alsoItself) {
            for (int other = 1; other <= brokers; other++) {
                if (other != broker) {
                    raft.cutFrom(other);
                }
            }
        }
    }

    private void blackhole(int broker) {
        if (blackholed != 0) {
            throw new IllegalStateException("Broker " + blackholed + " is cut already: heal first");
        }
        blackholed = broker;
        if (node.index() == 0) {
            forEachOther(broker, node::blackhole);
        }
    }

    private void forEachOther(int broker, RolePair action) {
        for (int other = 1; other <= brokers; other++) {
            if (other != broker) {
                action.apply(role(broker), role(other));
            }
        }
    }

    private interface RolePair {
        void apply(String role, String other);
    }

    private String role(int broker) {
        return node.roles().get(broker - 1);
    }

    private void begin(String what) {
        steps++;
        node.barrier("cut " + steps + ", about to " + what);
    }

    private void end() {
        node.barrier("cut " + steps + ", done");
    }
}
