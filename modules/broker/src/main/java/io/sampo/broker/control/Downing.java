package io.sampo.broker.control;

import io.sampo.broker.control.DeadMembers.Removal;
import io.sampo.broker.control.DeadMembers.Seen;
import io.sampo.broker.replicas.ReplicaSharding;
import io.sampo.broker.session.MetadataImage;
import io.sampo.controller.RegisteredBroker;
import io.sampo.model.BrokerEndpoints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The active controller removes dead members from the Pekko cluster, as {@link DeadMembers} decides. Nobody else downs
 * anybody, and never itself. One thread at a time.
 */
public final class Downing {
    private static final Logger LOG = LoggerFactory.getLogger(Downing.class);

    private final ActorSystem<?> system;
    private final int self;
    private final Supplier<@Nullable MetadataImage> image;
    private final DeadMembers dead = new DeadMembers(ControllerDowningProvider.DOWN_AFTER.toMillis());

    public Downing(ActorSystem<?> system, int self, Supplier<@Nullable MetadataImage> image) {
        this.system = system;
        this.self = self;
        this.image = image;
    }

    /** The process of that broker has ended: what is left of it in the cluster goes as soon as Pekko can let it go. */
    public void provenDead(int brokerId) {
        MetadataImage now = image.get();
        if (now != null) {
            dead.provenDead(brokerId, others(now).keySet());
        }
    }

    /** To be called several times a second. */
    public void tick(long nowMs) {
        MetadataImage now = image.get();
        if (now == null || now.metadata().controllerId() != self) {
            dead.forgetFenced();
            return;
        }
        Set<Integer> fenced = now.metadata().brokers().stream()
                .filter(RegisteredBroker::fenced)
                .map(RegisteredBroker::id)
                .collect(Collectors.toSet());
        Map<Seen, Member> others = others(now);
        for (Removal removal : dead.decide(others.keySet(), fenced, nowMs)) {
            Member member = others.get(removal.member());
            if (member.status() != MemberStatus.down()) {
                LOG.info("Downing {}: {}", member.address(), removal.why());
                Cluster.get(system).down(member.address());
            }
        }
    }

    /** The members that are brokers, but for this node. */
    private Map<Seen, Member> others(MetadataImage now) {
        CurrentClusterState state = Cluster.get(system).state();
        Map<Seen, Member> others = new LinkedHashMap<>();
        for (RegisteredBroker broker : now.metadata().brokers()) {
            List<Member> namesakes = new ArrayList<>();
            state.getMembers().forEach(member -> {
                if (broker.id() != self && member.hasRole(ReplicaSharding.role(broker.id()))) {
                    namesakes.add(member);
                }
            });
            for (Member member : namesakes) {
                boolean unreachable = state.getUnreachable().contains(member);
                boolean displaced = isDisplaced(member, namesakes, broker.endpoints());
                others.put(new Seen(member.uniqueAddress().longUid(), broker.id(), unreachable, displaced), member);
            }
        }
        return others;
    }

    /**
     * True if a member that came later is the registered one. Against one that has joined and not registered yet the place of the older one
     * says nothing.
     */
    static boolean isDisplaced(Member member, Collection<Member> namesakes, BrokerEndpoints registered) {
        return namesakes.stream().anyMatch(other -> isAt(other.address(), registered) && member.isOlderThan(other));
    }

    private static boolean isAt(Address address, BrokerEndpoints endpoints) {
        return address.getHost().filter(endpoints.host()::equals).isPresent()
                && address.getPort()
                        .filter(port -> port == endpoints.arteryPort())
                        .isPresent();
    }
}
