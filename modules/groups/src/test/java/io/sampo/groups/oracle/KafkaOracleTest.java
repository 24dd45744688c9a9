package io.sampo.groups.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.assignors.ClientAssignor.Subscriber;
import io.sampo.assignors.ClientAssignors;
import io.sampo.groups.Blob;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.JoinedMember;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.GroupResponse.Synced;
import io.sampo.groups.GroupTopics;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.oracle.SideBySide.CannotGoOn;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random clients against both coordinators, ours and Apache Kafka's: the same answers, errors, states, epochs, assignments and
 * offsets after every request, and the same group when our records are replayed.
 */
class KafkaOracleTest {
    private static final int SCRIPTS = Integer.getInteger("sampo.oracle.scripts", 60);
    private static final int STEPS = 120;

    enum Clients {
        CLASSIC,
        CONSUMER,
        MIXED
    }

    @ParameterizedTest
    @EnumSource(Clients.class)
    void bothCoordinatorsSayAndAreTheSame(Clients clients) {
        long steps = 0;
        int complete = 0;
        for (int seed = 1; seed <= SCRIPTS; seed++) {
            Script script = new Script(seed, clients);
            try {
                while (script.steps < STEPS) {
                    script.step();
                }
                complete++;
            } catch (CannotGoOn known) {
                // Compared up to here.
            } catch (RuntimeException | AssertionError different) {
                throw new AssertionError(
                        clients + ", seed " + seed + ", step " + script.steps + "\n" + String.join("\n", script.story),
                        different);
            }
            steps += script.steps;
        }
        System.out.printf(
                "%s: %d scripts, %d of them to their end, %d steps compared%n", clients, SCRIPTS, complete, steps);
        assertThat(steps).isGreaterThan((long) SCRIPTS * STEPS / 4);
    }

    /** One client of either protocol. */
    private static final class Client {
        private final String name;
        private final boolean isClassic;
        private final @Nullable String instanceId;
        private int life;
        private String memberId = "";
        private int epoch = -1;
        private long join = -1;
        private long sync = -1;
        private SortedSet<TopicPartition> owned = new TreeSet<>();
        private SortedSet<TopicIdPartition> ownedIds = new TreeSet<>();
        private SortedSet<String> topics = new TreeSet<>();

        Client(String name, boolean isClassic, @Nullable String instanceId) {
            this.name = name;
            this.isClassic = isClassic;
            this.instanceId = instanceId;
        }

        void forgetGroup() {
            epoch = -1;
            join = -1;
            sync = -1;
            owned = new TreeSet<>();
            ownedIds = new TreeSet<>();
        }
    }

    private static final class Script {
        private final Random random;
        private final SideBySide both;
        private final List<Client> clients = new ArrayList<>();
        private final List<String> story = new ArrayList<>();
        private int steps;
        private long offset;

        Script(long seed, Clients kinds) {
            random = new Random(seed);
            both = new SideBySide(topics(1, 3, 2));
            for (int i = 0; i < 4; i++) {
                boolean classic = kinds == Clients.CLASSIC || (kinds == Clients.MIXED && random.nextBoolean());
                clients.add(new Client("c" + i, classic, random.nextInt(3) == 0 ? "i" + i : null));
            }
        }

        private static GroupTopics topics(long version, int... counts) {
            List<GroupTopics.Topic> topics = new ArrayList<>();
            for (int i = 0; i < counts.length; i++) {
                topics.add(new GroupTopics.Topic(new TopicId(new UUID(7, i)), "t" + i, counts[i]));
            }
            return new GroupTopics(version, topics);
        }

        void step() {
            steps++;
            Client client = clients.get(random.nextInt(clients.size()));
            if (random.nextInt(60) == 0) {
                note("topics change");
                both.topics(topics(
                        both.topics().version() + 1, 2 + random.nextInt(4), 1 + random.nextInt(3), random.nextInt(3)));
            } else if (client.isClassic) {
                classic(client);
            } else {
                modern(client);
            }
            // What is due at once in Kafka is done within the request in ours.
            both.pass(0);
            both.compare();
            long ms = random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(1_500);
            both.pass(1 + ms);
            note("+" + ms + " ms");
            both.compare();
            if (steps % 20 == 0) {
                both.compareWithReplay();
            }
        }

        private void note(String what) {
            story.add(what);
        }

        private SortedSet<String> wish() {
            SortedSet<String> wish = new TreeSet<>(Arrays.asList("t0", "t1"));
            if (random.nextInt(4) == 0) {
                wish.remove("t1");
            }
            return wish;
        }

        // Classic clients.

        private void classic(Client client) {
            if (client.join >= 0) {
                joining(client);
            } else if (client.sync >= 0) {
                syncing(client);
            } else if (client.epoch < 0) {
                join(client);
            } else {
                int dice = random.nextInt(20);
                if (dice < 11) {
                    note(client.name + " heartbeat " + client.epoch);
                    react(client, both.heartbeat(client.memberId, client.instanceId, client.epoch));
                } else if (dice < 15) {
                    commit(client.memberId, client.instanceId, client.epoch - (dice == 14 ? 1 : 0));
                } else if (dice < 17) {
                    join(client);
                } else if (dice < 19 && client.instanceId == null) {
                    note(client.name + " leaves");
                    both.leave(client.memberId, null);
                    client.memberId = "";
                    client.forgetGroup();
                } else if (dice == 19) {
                    note(client.name + " crashes");
                    client.memberId = "";
                    client.forgetGroup();
                }
            }
        }

        private void react(Client client, ErrorCode error) {
            switch (error) {
                case NONE -> {}
                case REBALANCE_IN_PROGRESS -> join(client);
                case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> {
                    client.memberId = "";
                    client.forgetGroup();
                }
                default -> client.forgetGroup();
            }
        }

        private void join(Client client) {
            if (client.topics.isEmpty() || random.nextInt(8) == 0) {
                client.topics = wish();
            }
            Blob metadata = EmbeddedProtocolCodec.subscription(
                    (short) 1, new EmbeddedProtocolCodec.Subscription(client.topics, client.owned, -1, null));
            List<Protocol> protocols = List.of(new Protocol("range", metadata), new Protocol("roundrobin", metadata));
            note(client.name + " joins as '" + client.memberId + "' " + client.topics + " owning " + client.owned);
            client.sync = -1;
            client.epoch = -1;
            client.join = both.join(
                    client.name, client.memberId, client.instanceId, protocols, 30_000 + 1_000 * random.nextInt(3));
        }

        private void joining(Client client) {
            Joined joined = (Joined) both.answer(client.join);
            if (joined == null) {
                if (random.nextInt(12) == 0) {
                    note(client.name + " joins once more");
                    both.forget(client.join);
                    if (!client.memberId.isEmpty()) {
                        join(client);
                    } else {
                        client.forgetGroup();
                    }
                }
                return;
            }
            client.join = -1;
            note(client.name + " is answered " + joined.error() + " " + joined.memberId() + " " + joined.generation());
            switch (joined.error()) {
                case NONE -> sync(client, joined);
                case MEMBER_ID_REQUIRED -> {
                    client.memberId = joined.memberId();
                    join(client);
                }
                case UNKNOWN_MEMBER_ID, FENCED_INSTANCE_ID -> {
                    client.memberId = "";
                    client.forgetGroup();
                }
                default -> client.forgetGroup();
            }
        }

        private void sync(Client client, Joined joined) {
            client.memberId = joined.memberId();
            client.epoch = joined.generation();
            Map<String, Blob> assignments = new TreeMap<>();
            if (!joined.members().isEmpty() && !joined.skipAssignment()) {
                SortedMap<String, Subscriber> members = new TreeMap<>();
                for (JoinedMember member : joined.members()) {
                    members.put(
                            member.memberId(),
                            new Subscriber(
                                    EmbeddedProtocolCodec.subscription(member.metadata())
                                            .topics(),
                                    new TreeSet<>(),
                                    -1));
                }
                SortedMap<String, Integer> partitions = new TreeMap<>();
                both.topics()
                        .names()
                        .forEach(name -> partitions.put(
                                name,
                                Objects.requireNonNull(both.topics().named(name))
                                        .partitions()));
                ClientAssignors.RANGE
                        .assign(members, partitions)
                        .forEach(
                                (id, given) -> assignments.put(id, EmbeddedProtocolCodec.assignment((short) 1, given)));
            }
            note(client.name + " syncs " + client.epoch + " with " + assignments.size() + " assignments");
            client.sync = both.sync(client.memberId, client.instanceId, client.epoch, assignments);
        }

        private void syncing(Client client) {
            Synced synced = (Synced) both.answer(client.sync);
            if (synced == null) {
                return;
            }
            note(client.name + " is answered " + synced.error());
            client.sync = -1;
            if (synced.error() == ErrorCode.NONE) {
                client.owned = new TreeSet<>(
                        EmbeddedProtocolCodec.assignment(synced.assignment()).partitions());
            }
            react(client, synced.error());
        }

        // Clients of the consumer protocol.

        private void modern(Client client) {
            if (client.epoch < 0) {
                client.topics = wish();
                client.life++;
                client.memberId = client.name + "-" + client.life;
                beat(client, 0, client.topics, new TreeSet<>());
                return;
            }
            int dice = random.nextInt(20);
            if (dice < 12) {
                beat(client, client.epoch, null, dice < 9 ? client.ownedIds : null);
            } else if (dice == 12) {
                client.topics = wish();
                beat(client, client.epoch, client.topics, client.ownedIds);
            } else if (dice == 13) {
                beat(client, client.epoch - 1, null, client.ownedIds);
            } else if (dice < 17) {
                commit(client.memberId, client.instanceId, client.epoch - (dice == 16 ? 1 : 0));
            } else if (dice < 19) {
                note(client.name + " leaves");
                beat(client, client.instanceId != null && dice == 18 ? -2 : -1, null, null);
                client.forgetGroup();
            } else {
                note(client.name + " crashes");
                client.forgetGroup();
            }
        }

        private void beat(
                Client client,
                int epoch,
                @Nullable SortedSet<String> topics,
                @Nullable SortedSet<TopicIdPartition> owned) {
            note(client.name + " heartbeat as " + client.memberId + " at " + epoch + " topics " + topics + " owns "
                    + owned);
            MemberAlive alive = both.beat(new MemberHeartbeat(
                    client.memberId,
                    epoch,
                    client.instanceId,
                    null,
                    epoch == 0 ? 30_000 : -1,
                    topics,
                    null,
                    null,
                    owned));
            note("    " + alive.error() + " " + alive.memberEpoch() + " " + alive.assignment());
            if (alive.error() != ErrorCode.NONE) {
                client.forgetGroup();
            } else {
                client.epoch = alive.memberEpoch();
                if (alive.assignment() != null) {
                    client.ownedIds = new TreeSet<>(alive.assignment());
                }
            }
        }

        private void commit(String memberId, @Nullable String instanceId, int generation) {
            TopicPartition partition = new TopicPartition("t0", random.nextInt(3));
            TopicId topic = Objects.requireNonNull(both.topics().named("t0")).id();
            note(memberId + " commits " + partition + " at " + generation);
            both.commit(new CommitOffsets(
                    memberId,
                    instanceId,
                    generation,
                    true,
                    -1,
                    new TreeMap<>(Map.of(partition, new CommitOffsets.Position(offset++, -1, "", topic)))));
        }
    }
}
