package io.sampo.testkit.multinode;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.testkit.Await;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runner at work: three JVMs, one test method. */
@MultiNodeTest(
        roles = {"first", "second", "third"},
        deadlineSeconds = 40,
        portsPerRole = 1)
class MultiNodeRunnerTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private ActorSystem<String> system;

    @BeforeEach
    void startSystem(MultiNode node) {
        system = ActorSystem.create(
                Behaviors.receiveMessage(text -> {
                    heard.add(text);
                    return Behaviors.same();
                }),
                "multinode",
                node.testConfig(0).withFallback(ConfigFactory.load()));
        node.join(system);
    }

    @AfterEach
    void stopSystem() {
        system.terminate();
    }

    @Test
    void aMessageReachesTheRoleBehindItsPort(MultiNode node) throws InterruptedException {
        // given
        node.barrier("listening");

        // when
        if (node.is("first")) {
            tell(node, "third", "hello from first");
        }

        // then
        if (node.is("third")) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("hello from first");
        }
        node.barrier("heard");
        assertThat(heard).isEmpty();
    }

    @Test
    void aBlackholeDropsBothDirectionsUntilItIsLifted(MultiNode node) throws InterruptedException {
        // given
        String other = node.is("second") ? "third" : "second";
        node.barrier("listening");
        if (node.is("first")) {
            node.blackhole("second", "third");
        }
        node.barrier("cut");

        // when
        if (!node.is("first")) {
            tell(node, other, "lost");
        } else {
            tell(node, "second", "not cut");
        }

        // then
        if (node.is("second")) {
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("not cut");
        }
        node.barrier("tried");
        if (node.is("first")) {
            node.passThrough("second", "third");
        }
        node.barrier("healed");
        if (!node.is("first")) {
            tell(node, other, "arrives");
            assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("arrives");
        }
    }

    @Test
    void aRoleThatIsMadeToExitCountsAsPassed(MultiNode node) {
        node.barrier("ready");
        if (node.is("first")) {
            node.exit("third");
        }
        if (!node.is("third")) {
            node.barrier("third is gone");
        } else {
            Await.until(Duration.ofMinutes(1), () -> "the end of this JVM", () -> false);
        }
    }

    private void tell(MultiNode node, String role, String text) {
        Adapter.toClassic(system)
                .actorSelection("pekko://multinode@127.0.0.1:" + node.port(role, 0) + "/user")
                .tell(text, ActorRef.noSender());
    }
}
