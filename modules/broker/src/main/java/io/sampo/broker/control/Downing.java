package io.sampo.broker.control;

import io.sampo.broker.replicas.ReplicaSharding;
import io.sampo.broker.session.MetadataImage;
import io.sampo.controller.RegisteredBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The active controller removes dead members from the Pekko cluster: at once with proof of death, otherwise when a member has
 * been fenced and unreachable for {@link ControllerDowningProvider#DOWN_AFTER}. Nobody else downs anybody, and never itself.
 * One thread at a time.
 */
public final class Downing {
    private static final Logger LOG = LoggerFactory.getLogger(Downing.class);

    private final ActorSystem<?> system;
    private final int self;
    private final Supplier<@Nullable MetadataImage> image;
    private final Map<Integer, Long> fencedSinceMs = new HashMap<>();

    public Downing(ActorSystem<?> system, int self, Supplier<@Nullable MetadataImage> image) {
        this.system = system;
        this.self = self;
        this.image = image;
    }

    /** The process of that broker has ended: what is left of it in the cluster goes now. */
    public void provenDead(int brokerId) {
        Cluster cluster = Cluster.get(system);
        for (Member member : cluster.state().getMembers()) {
            boolean dead = member.hasRole(ReplicaSharding.role(brokerId));
            if (dead && brokerId != self) {
                down(cluster, member, "its process is dead");
            }
        }
    }

    /** To be called about once a second on the active controller's node. */
    public void tick(long nowMs) {
        MetadataImage now = image.get();
        if (now == null || now.metadata().controllerId() != self) {
            fencedSinceMs.clear();
            return;
        }
        Cluster cluster = Cluster.get(system);
        for (RegisteredBroker broker : now.metadata().brokers()) {
            if (!broker.fenced()) {
                fencedSinceMs.remove(broker.id());
                continue;
            }
            long since = fencedSinceMs.computeIfAbsent(broker.id(), id -> nowMs);
            if (Duration.ofMillis(nowMs - since).compareTo(ControllerDowningProvider.DOWN_AFTER) >= 0) {
                downUnreachable(cluster, broker.id());
            }
        }
    }

    private void downUnreachable(Cluster cluster, int brokerId) {
        for (Member member : cluster.state().getUnreachable()) {
            if (brokerId != self && member.hasRole(ReplicaSharding.role(brokerId))) {
                down(
                        cluster,
                        member,
                        "fenced and unreachable for " + ControllerDowningProvider.DOWN_AFTER.toSeconds() + " s");
            }
        }
    }

    private static void down(Cluster cluster, Member member, String why) {
        LOG.info("Downing {}: {}", member.address(), why);
        cluster.down(member.address());
    }
}
