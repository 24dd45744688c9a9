package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.TopicMetadata;
import io.sampo.messages.BrokerMessage.ReplicaFailed;
import io.sampo.messages.BrokerMessage.ReplicaStarted;
import io.sampo.messages.BrokerMessage.ReplicaStopped;
import io.sampo.messages.PartitionMessage;
import io.sampo.messages.PartitionMessage.FeedContact;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicConfig;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.replication.actor.credit.ArrivalCredit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class ReplicaStarterTest {
    private static final int SELF = 1;
    private static final TopicId OLD = TopicId.random();
    private static final TopicId NEW = TopicId.random();
    private static final ClusterMetadata BEFORE = topic(1, OLD, new TreeMap<>());
    private static final ClusterMetadata RECREATED = topic(3, NEW, new TreeMap<>(Map.of(2L, OLD)));

    private final ReplicaDirectory directory = new ReplicaDirectory(new ArrivalCredit(1_000));
    private final List<TopicIdPartition> started = new ArrayList<>();
    private final TestInbox<PartitionMessage> replica = TestInbox.create();
    private final ReplicaStarter starter = new ReplicaStarter(
            SELF,
            directory,
            (partition, message) -> {
                if (message == PartitionMessage.Start.START) {
                    started.add(partition);
                }
            },
            new PeerLinks(SELF, new NoStreams()),
            first -> {},
            rate -> toldBeforeTheRate = replica.hasMessages(),
            1_000);
    private boolean toldBeforeTheRate = true;

    @Test
    void aTopicCreatedAgainWaitsUntilTheOldOneHasLeftItsDirectory() {
        // given
        runs(OLD);

        // when
        starter.apply(RECREATED);

        // then
        assertThat(started).containsExactly(partition(OLD));
        starter.stopped(new ReplicaStopped(partition(OLD), replica.getRef(), true), RECREATED);
        assertThat(started).containsExactly(partition(OLD), partition(NEW));
    }

    @Test
    void theThrottleHoldsBeforeAReplicaHearsWhomItIsToBringUp() {
        // given
        starter.apply(BEFORE);
        starter.started(new ReplicaStarted(partition(OLD), replica.getRef(), 0), BEFORE);
        assertThat(replica.getAllReceived()).isNotEmpty();

        // when
        starter.apply(topic(2, OLD, new TreeMap<>()));

        // then
        assertThat(toldBeforeTheRate).isFalse();
    }

    @Test
    void whoeverWasAskedToStartAndDoesNotComeUpIsAskedAgain() {
        // given
        starter.apply(BEFORE);
        starter.tick(0);

        // when
        starter.tick(4_999);

        // then
        assertThat(started).containsExactly(partition(OLD));

        // when: sharding lost it with the predecessor
        starter.tick(5_000);

        // then
        assertThat(started).containsExactly(partition(OLD), partition(OLD));

        // when
        starter.started(new ReplicaStarted(partition(OLD), replica.getRef(), 0), BEFORE);
        starter.tick(60_000);

        // then
        assertThat(started).hasSize(2);
    }

    @Test
    void aStopWaitsForReplicasThatAreStillRecovered() {
        // given
        starter.apply(BEFORE);

        // when
        starter.stopAll();

        // then
        assertThat(starter.allStopped()).isFalse();
        starter.started(new ReplicaStarted(partition(OLD), replica.getRef(), 0), BEFORE);
        assertThat(replica.receiveMessage()).isEqualTo(PartitionMessage.Stop.STOP);
        starter.stopped(new ReplicaStopped(partition(OLD), replica.getRef(), false), BEFORE);
        assertThat(starter.allStopped()).isTrue();
    }

    @Test
    void aStopDoesNotWaitForAReplicaThatCouldNotBeOpened() {
        // given
        starter.apply(BEFORE);
        starter.failed(new ReplicaFailed(partition(OLD), "planted"));

        // when
        starter.stopAll();

        // then
        assertThat(starter.allStopped()).isTrue();
    }

    @Test
    void aFailedReplicaOnWhichSomebodyCountsIsNamedUntilItsSuccessorRuns() {
        // given
        starter.apply(BEFORE);
        starter.failed(new ReplicaFailed(partition(OLD), "planted"));

        // when, then
        assertThat(starter.failedThatCount(BEFORE)).isEqualTo(Map.of(partition(OLD), 4));
        assertThat(starter.failedThatCount(RECREATED)).isEmpty();
        starter.started(new ReplicaStarted(partition(OLD), replica.getRef(), 0), BEFORE);
        assertThat(starter.failedThatCount(BEFORE)).isEmpty();
    }

    @Test
    void aReplicaThatStartsWhileTheFeedIsSilentHearsOfIt() {
        // given
        starter.apply(BEFORE);
        starter.feedContact(false);

        // when
        starter.started(new ReplicaStarted(partition(OLD), replica.getRef(), 0), BEFORE);

        // then
        assertThat(replica.receiveMessage()).isEqualTo(new FeedContact(false));
    }

    @Test
    void aReplicaThatTheMetadataDoNotKnowIsStoppedNotDeleted() {
        // given: R15, the metadata began anew with nothing
        ClusterMetadata nothing = ClusterMetadata.EMPTY;

        // when
        starter.started(new ReplicaStarted(partition(OLD), replica.getRef(), 0), nothing);

        // then
        assertThat(replica.receiveMessage()).isEqualTo(PartitionMessage.Stop.STOP);
    }

    @Test
    void aReplicaOfADeletedTopicThatComesUpLateIsDeleted() {
        // when
        starter.started(new ReplicaStarted(partition(OLD), replica.getRef(), 0), RECREATED);

        // then
        assertThat(replica.receiveMessage()).isEqualTo(PartitionMessage.Delete.ofTopic(3));
    }

    @Test
    void aReplicaThatStoppedUnaskedIsStartedAgain() {
        // given
        runs(OLD);

        // when
        starter.stopped(new ReplicaStopped(partition(OLD), replica.getRef(), false), BEFORE);

        // then
        assertThat(started).containsExactly(partition(OLD), partition(OLD));
    }

    private void runs(TopicId topic) {
        starter.apply(BEFORE);
        starter.started(new ReplicaStarted(partition(topic), replica.getRef(), 0), BEFORE);
    }

    private static TopicIdPartition partition(TopicId topic) {
        return new TopicIdPartition(topic, 0);
    }

    private static ClusterMetadata topic(long offset, TopicId id, SortedMap<Long, TopicId> deletions) {
        PartitionState state = new PartitionState(SELF, 4, 4, List.of(SELF), List.of(SELF), false);
        TopicMetadata topic = new TopicMetadata(id, "t", TopicConfig.DEFAULTS, List.of(state));
        return ClusterMetadata.restored(
                new ClusterMetadata.Controllership("c", 1, 1),
                offset,
                List.of(),
                List.of(topic),
                deletions,
                new TreeMap<>(),
                0,
                null);
    }

    private static final class NoStreams implements PeerLinks.Streams {
        @Override
        public void connect(int brokerId, String host, int aeronPort) {
            throw new AssertionError("no other broker is registered");
        }

        @Override
        public void disconnect(int brokerId) {
            throw new AssertionError("no other broker was registered");
        }
    }
}
