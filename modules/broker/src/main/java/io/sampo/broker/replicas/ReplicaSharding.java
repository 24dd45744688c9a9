package io.sampo.broker.replicas;

import io.sampo.messages.PartitionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * Where replicas live: one sharding entity type per broker, {@code replica-<brokerId>}, restricted to the role
 * {@code broker-<brokerId>}. A replica owns files on one broker's disk, so its home is right by construction: only that
 * broker can host the shard, and the shard's coordinator lives there too (ARCHITECTURE §3.1). One shard, one entity per
 * replica, entity id {@code <topicId>_<partition>}.
 */
public final class ReplicaSharding {
    private static final String ONE_SHARD = "home";

    private ReplicaSharding() {}

    /** The role that a broker's node must carry. */
    public static String role(int brokerId) {
        return "broker-" + brokerId;
    }

    /**
     * Starts the region of this broker, or takes over the one that an earlier broker on this actor system has left: a
     * region lives as long as its system, and from now on makes its replicas by {@code replica}.
     *
     * @param replica makes the behaviour of one replica
     * @return tells a replica of this broker, starting it if need be; never used for another broker's
     */
    public static BiConsumer<TopicIdPartition, PartitionMessage> start(
            ActorSystem<?> system, int brokerId, Function<TopicIdPartition, Behavior<PartitionMessage>> replica) {
        Makers makers = Makers.ID.get(system.classicSystem());
        if (makers.handedOver.contains(brokerId)) {
            throw new SampoException(
                    ErrorCode.DUPLICATE_BROKER_REGISTRATION,
                    "Another broker has registered with sampo.broker.id = " + brokerId
                            + " and took the place of the one on the actor system '" + system.name()
                            + "'; use another id or another actor system");
        }
        AtomicReference<Function<TopicIdPartition, Behavior<PartitionMessage>>> maker = makers.of(brokerId);
        maker.set(replica);
        EntityTypeKey<PartitionMessage> type = EntityTypeKey.create(PartitionMessage.class, typeName(brokerId));
        ActorRef<ShardingEnvelope<PartitionMessage>> region = ClusterSharding.get(system)
                .init(Entity.of(type, context -> maker.get().apply(TopicIdPartition.parse(context.getEntityId())))
                        .withRole(role(brokerId))
                        .withSettings(settings(system, brokerId))
                        .withMessageExtractor(new OneShard())
                        .withStopMessage(PartitionMessage.Stop.STOP)
                        .withEntityProps(dispatcher()));
        return (partition, message) -> region.tell(new ShardingEnvelope<>(partition.toString(), message));
    }

    /**
     * Stops the replicas here for good and gives up being their home: while two nodes carry the role of a broker there is one
     * home for both, with the older one, and the broker that took this one's place starts no replica before it is free. Returns
     * at once. To be called in the actor that {@code replicas} belong to.
     */
    public static void handOver(ActorSystem<?> system, int brokerId, ReplicaStarter replicas) {
        Makers.ID.get(system.classicSystem()).handedOver.add(brokerId);
        replicas.standAside();
        org.apache.pekko.cluster.sharding.ClusterSharding.get(system)
                .shardRegion(typeName(brokerId))
                .tell(ShardRegion.gracefulShutdownInstance(), org.apache.pekko.actor.ActorRef.noSender());
    }

    private static String typeName(int brokerId) {
        return "replica-" + brokerId;
    }

    /**
     * What must hold on an application's actor system too: Pekko's default would stop every replica after two minutes,
     * because what reaches it past its region does not count as activity.
     */
    private static ClusterShardingSettings settings(ActorSystem<?> system, int brokerId) {
        return ClusterShardingSettings.create(system)
                .withRole(role(brokerId))
                .withNoPassivationStrategy()
                .withRememberEntities(false);
    }

    private static Props dispatcher() {
        return Props.empty().withDispatcherFromConfig("sampo.partition-dispatcher");
    }

    /** What the regions of an actor system make their replicas with. */
    private static final class Makers implements Extension {
        static final MakersId ID = new MakersId();

        private final Map<Integer, AtomicReference<Function<TopicIdPartition, Behavior<PartitionMessage>>>> byBroker =
                new ConcurrentHashMap<>();
        /** Brokers whose region here has ended; an actor system makes no second one. */
        private final Set<Integer> handedOver = ConcurrentHashMap.newKeySet();

        AtomicReference<Function<TopicIdPartition, Behavior<PartitionMessage>>> of(int brokerId) {
            return byBroker.computeIfAbsent(brokerId, absent -> new AtomicReference<>());
        }
    }

    private static final class MakersId extends AbstractExtensionId<Makers> {
        @Override
        public Makers createExtension(ExtendedActorSystem system) {
            return new Makers();
        }
    }

    private static final class OneShard
            extends ShardingMessageExtractor<ShardingEnvelope<PartitionMessage>, PartitionMessage> {
        @Override
        public String entityId(ShardingEnvelope<PartitionMessage> envelope) {
            return envelope.entityId();
        }

        @Override
        public String shardId(String entityId) {
            return ONE_SHARD;
        }

        @Override
        public PartitionMessage unwrapMessage(ShardingEnvelope<PartitionMessage> envelope) {
            return envelope.message();
        }
    }
}
