package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.broker.control.BrokerRequests;
import io.sampo.controller.RegisteredBroker;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicIdPartition;
import io.sampo.model.TopicPartition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole broker in this JVM, spoken to as an actor client speaks. */
class BrokerNodeTest {
    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedIsReadAgainAfterARestart() throws Exception {
        // given
        BrokerNode first = start();
        Talk talk = new Talk(first);
        TopicIdPartition partition = talk.createTopic("greetings");
        assertThat(talk.produce(partition, "hello", "world").error()).isEqualTo(ErrorCode.NONE);
        stop(first);

        // when
        BrokerNode second = start();
        Talk again = new Talk(second);

        // then
        assertThat(again.read(partition)).containsExactly("hello", "world");
        assertThat(again.produce(partition, "more").baseOffset()).isEqualTo(2);
        stop(second);
        assertThat(directory.resolve("greetings-0").toFile().list())
                .contains(
                        "00000000000000000000.log",
                        "00000000000000000000.index",
                        "00000000000000000000.timeindex",
                        "leader-epoch-checkpoint",
                        "partition.metadata");
    }

    @Test
    void aReplicaWhoseFilesWereRemovedNeverLeadsWithAnEmptyLog() throws Exception {
        // given
        BrokerNode first = start();
        TopicIdPartition partition;
        Talk talk = new Talk(first);
        partition = talk.createTopic("greetings");
        assertThat(talk.produce(partition, "hello").error()).isEqualTo(ErrorCode.NONE);
        stop(first);
        Path files = directory.resolve("greetings-0");
        Path elsewhere = Files.move(files, directory.resolveSibling("greetings-0"));

        // when: H51
        BrokerNode second = start();

        // then
        OneBroker.until(
                "the replica is reported as failed",
                () -> second.image() != null
                        && !second.image().metadata().partition(partition).hasLeader());
        stop(second);
        assertThat(files).doesNotExist();

        // when somebody puts them back
        Files.move(elsewhere, files);
        BrokerNode third = start();

        // then
        assertThat(new Talk(third).read(partition)).containsExactly("hello");
        stop(third);
    }

    @Test
    void aBrokerThatTheClusterRemovedServesAgainUnderAHigherEpoch() throws Exception {
        // given
        BrokerNode node = start();
        Talk talk = new Talk(node);
        TopicIdPartition partition = talk.createTopic("greetings");
        assertThat(talk.produce(partition, "hello").error()).isEqualTo(ErrorCode.NONE);
        ActorSystem<?> removed = node.actorSystem();
        long epoch = node.image().metadata().broker(1).epoch();

        // when
        Cluster cluster = Cluster.get(removed);
        cluster.down(cluster.selfAddress());

        // then
        OneBroker.until(
                "another incarnation is let in",
                () -> node.actorSystem() != removed
                        && node.image() != null
                        && node.image().metadata().broker(1).epoch() > epoch
                        && !node.image().metadata().broker(1).fenced());
        Talk again = new Talk(node);
        assertThat(again.read(partition)).containsExactly("hello");
        assertThat(again.produce(partition, "more").baseOffset()).isEqualTo(1);
        stop(node);
    }

    @Test
    void aBrokerThatServesIsLiveAndReadyAndShowsItsFigures() throws Exception {
        // given
        BrokerNode node = start();

        // when, then
        int port = node.endpoints().httpPort();
        assertThat(OneBroker.get(port, "/health/live").statusCode()).isEqualTo(200);
        assertThat(OneBroker.get(port, "/health/ready").statusCode()).isEqualTo(200);
        assertThat(OneBroker.get(port, "/metrics").body())
                .contains("sampo_brokers_registered 1", "sampo_controller_active 1", "jvm_memory_used_bytes");
        OneBroker.until("the ballast is laid", () -> Files.exists(directory.resolve(".sampo-ballast")));
        stop(node);
    }

    @Test
    void aReplicaMovesToAnotherLogDirectoryAndLosesNothing(@TempDir Path other) throws Exception {
        // given
        Map<String, ?> both = Map.of("sampo.log.dirs", List.of(directory.toString(), other.toString()));
        BrokerNode node = OneBroker.start(directory, both);
        Talk talk = new Talk(node);
        TopicIdPartition partition = talk.createTopic("greetings");
        assertThat(talk.produce(partition, "hello").error()).isEqualTo(ErrorCode.NONE);
        TopicPartition name = new TopicPartition("greetings", 0);
        boolean first = Files.exists(directory.resolve("greetings-0"));
        Path to = first ? other : directory;

        // when
        CompletableFuture<Map<TopicPartition, ErrorCode>> answer = new CompletableFuture<>();
        node.moveReplicas(Map.of(name, to.toString()), answer::complete);

        // then
        assertThat(answer.get(60, TimeUnit.SECONDS)).containsExactly(Map.entry(name, ErrorCode.NONE));
        OneBroker.until("it lies there", () -> Files.exists(to.resolve("greetings-0")));
        OneBroker.until(
                "it is served again", () -> talk.produce(partition, "world").error() == ErrorCode.NONE);
        assertThat(new Talk(node).read(partition)).startsWith("hello").endsWith("world");
        OneBroker.stop(node);
        assertThat((first ? directory : other).resolve("greetings-0")).doesNotExist();

        // when
        BrokerNode again = OneBroker.start(directory, both);

        // then
        assertThat(new Talk(again).read(partition)).startsWith("hello").endsWith("world");
        OneBroker.stop(again);
    }

    @Test
    void aBrokerThatALateRegistrationOfItsPredecessorDisplacedRegistersAnew() throws Exception {
        // given
        BrokerNode node = start();
        Talk talk = new Talk(node);
        TopicIdPartition partition = talk.createTopic("greetings");
        assertThat(talk.produce(partition, "hello").error()).isEqualTo(ErrorCode.NONE);
        RegisteredBroker registered = node.image().metadata().broker(1);

        // when
        node.actorSystem()
                .classicSystem()
                .actorSelection("/system/" + BrokerRequests.ControllerAddress.ACTOR_NAME)
                .tell(ofPredecessor(node, registered), ActorRef.noSender());

        // then
        OneBroker.until("it serves under a later epoch", () -> {
            RegisteredBroker now =
                    node.image() == null ? null : node.image().metadata().broker(1);
            return now != null && now.epoch() > registered.epoch() + 1 && now.isEligible();
        });
        assertThat(new Talk(node).read(partition)).containsExactly("hello");
        stop(node);
    }

    private static ControllerMessage.RegisterBroker ofPredecessor(BrokerNode node, RegisteredBroker registered) {
        return new ControllerMessage.RegisterBroker(
                1,
                node.image().metadata().clusterId(),
                UUID.randomUUID(),
                registered.endpoints(),
                registered.actorSystem(),
                registered.description().directoryIds(),
                registered.epoch(),
                true,
                Adapter.<ControllerReply>toTyped(
                        node.actorSystem().classicSystem().deadLetters()));
    }

    private BrokerNode start() throws Exception {
        return OneBroker.start(directory, Map.of());
    }

    private static void stop(BrokerNode node) throws Exception {
        OneBroker.stop(node);
    }
}
