package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.messages.SessionMessage;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicIdPartition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorNotFound;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker as a role of the actor system that an application already has. */
class GivenActorSystemTest {
    private static final Config APPLICATION = ConfigFactory.parseString("""
            pekko.actor.provider = cluster
            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            pekko.remote.artery.advanced.maximum-frame-size = 2 MiB
            pekko.cluster.roles = [app, broker, broker-1, controller]
            pekko.loglevel = WARNING
            """).withFallback(ConfigFactory.load());

    @TempDir
    Path directory;

    private ActorSystem<Void> system;

    @BeforeEach
    void applicationStarts() {
        system = ActorSystem.create(Behaviors.empty(), "app", APPLICATION);
        Cluster cluster = Cluster.get(system.classicSystem());
        cluster.join(cluster.selfAddress());
    }

    @AfterEach
    void applicationEnds() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aStoppedBrokerLeavesNothingBehindAndAnotherStartsInItsPlace() throws Exception {
        // given
        BrokerNode first = start(1);
        Talk talk = new Talk(first);
        TopicIdPartition partition = talk.createTopic("greetings");
        assertThat(talk.produce(partition, "hello", "world").error()).isEqualTo(ErrorCode.NONE);

        // when
        stop(first);

        // then
        assertThat(system.getWhenTerminated().toCompletableFuture()).isNotDone();
        for (String actor : List.of("sampo-broker", "sampo-controller", SessionMessage.GATE_NAME)) {
            assertThatThrownBy(() -> find("/system/" + actor)).hasCauseInstanceOf(ActorNotFound.class);
        }
        BrokerNode second = start(1);
        Talk again = new Talk(second);
        assertThat(again.read(partition)).containsExactly("hello", "world");
        assertThat(again.produce(partition, "more").baseOffset()).isEqualTo(2);
        stop(second);
    }

    @Test
    void aSecondBrokerIsRefusedAndTheFirstServesOn() throws Exception {
        // given
        BrokerNode first = start(1);

        // when
        assertThatThrownBy(() -> start(1))
                .cause()
                .isInstanceOf(SampoException.class)
                .hasMessageContaining("Broker 1 runs on the actor system 'app' already");

        // then
        Talk talk = new Talk(first);
        assertThat(talk.produce(talk.createTopic("on"), "hello").error()).isEqualTo(ErrorCode.NONE);
        stop(first);
    }

    @Test
    void aRefusedStartLeavesThePlaceFree() throws Exception {
        // given
        assertThatThrownBy(() -> start(2)).cause().hasMessageContaining("also broker-2");

        // when
        BrokerNode node = start(1);

        // then
        assertThat(node.actorSystem()).isSameAs(system);
        stop(node);
    }

    private BrokerNode start(int brokerId) throws Exception {
        BrokerSettings settings = BrokerSettings.from(ConfigFactory.parseMap(Map.of(
                "sampo.broker.id", brokerId,
                "sampo.artery.port", 0,
                "sampo.raft.port", 0,
                "sampo.session.port", 0,
                "sampo.aeron.port", 0,
                "sampo.http.port", 0,
                "sampo.aeron.term.bytes", 1 << 20,
                "sampo.aeron.window.bytes", 1 << 18,
                "sampo.log.dirs", List.of(directory.toString()))));
        return BrokerNode.start(system, settings).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static void stop(BrokerNode node) throws Exception {
        node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void find(String path) throws ExecutionException {
        try {
            system.classicSystem()
                    .actorSelection(path)
                    .resolveOne(Duration.ofSeconds(5))
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new ExecutionException(e.getCause());
        }
    }
}
