package io.sampo.broker.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.messages.host.ActorHost;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On the dispatcher of the {@code reference.conf}, as replicas have it. */
class HereOrPoolTest {
    private final ActorTestKit kit =
            ActorTestKit.create(ConfigFactory.parseString("""
            pekko.actor.provider = local
            pekko.loglevel = ERROR
            pekko.jvm-exit-on-fatal-error = off
            """).withFallback(ConfigFactory.load()));
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final TestProbe<Thread> ranOn = kit.createTestProbe();
    private final ActorRef<String> actor = kit.spawn(
            Behaviors.<String>receiveMessage(message -> {
                if (message.equals("fail")) {
                    throw new InternalError("as of a map that has no room");
                }
                ranOn.ref().tell(Thread.currentThread());
                return Behaviors.same();
            }),
            DispatcherSelector.fromConfig("sampo.partition-dispatcher"));

    @AfterEach
    void end() {
        thread.shutdownNow();
        kit.shutdownTestKit();
    }

    /** Makes the thread a host, and waits until the pool, in which the actor started, has let go of it. */
    private Thread host() throws InterruptedException, ExecutionException {
        Thread host = thread.submit(() -> {
                    ActorHost.become(mailbox -> {
                        thread.execute(mailbox);
                        return true;
                    });
                    return Thread.currentThread();
                })
                .get();
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Thread ran;
        do {
            thread.execute(() -> actor.tell("from a host"));
            ran = ranOn.receiveMessage();
        } while (ran != host && System.nanoTime() < deadlineNs);
        assertThat(ran).isSameAs(host);
        // It has ended its turn there.
        thread.submit(() -> {}).get();
        return host;
    }

    @Test
    void anActorRunsOnTheHostThatTellsItAndElsewhereForEverybodyElse() throws Exception {
        Thread host = host();

        actor.tell("from here");
        assertThat(ranOn.receiveMessage()).isNotSameAs(host).isNotSameAs(Thread.currentThread());
    }

    /** It ends the actor system, where Pekko is not told to end the JVM; a thread that others need goes on. */
    @Test
    void aFatalErrorIsForThePoolAndNotForTheHost() throws Exception {
        host();

        thread.execute(() -> actor.tell("fail"));

        kit.system().getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertThat(thread.submit(() -> "goes on").get()).isEqualTo("goes on");
    }

    @Test
    void aHostThatTakesNothingMoreLosesNoMessage() throws Exception {
        thread.execute(() -> ActorHost.become(mailbox -> false));

        Thread host = thread.submit(() -> {
                    actor.tell("from a host that has enough to do");
                    return Thread.currentThread();
                })
                .get();

        assertThat(ranOn.receiveMessage()).isNotSameAs(host);
    }
}
