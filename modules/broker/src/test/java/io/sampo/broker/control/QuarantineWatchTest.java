package io.sampo.broker.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.remote.UniqueAddress;
import org.apache.pekko.remote.artery.ThisActorSystemQuarantinedEvent;
import org.junit.jupiter.api.Test;

class QuarantineWatchTest {
    private static final String QUIET =
            "pekko.actor.provider = local, pekko.loglevel = OFF, pekko.stdout-loglevel = OFF";

    @Test
    void anActorSystemThatAnotherNodeQuarantinedEnds() throws Exception {
        // given
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.setup(context -> {
                    context.spawn(QuarantineWatch.create(), "watch");
                    return Behaviors.empty();
                }),
                "quarantined",
                ConfigFactory.parseString(QUIET).withFallback(ConfigFactory.load()));
        var event = ThisActorSystemQuarantinedEvent.apply(node("here"), node("there"));
        var ended = system.getWhenTerminated().toCompletableFuture();

        // when: said until the watch has subscribed
        for (int i = 0; i < 3_000 && !ended.isDone(); i++) {
            system.eventStream().tell(new EventStream.Publish<>(event));
            ended.copy()
                    .completeOnTimeout(Done.getInstance(), 10, TimeUnit.MILLISECONDS)
                    .get();
        }

        // then
        try {
            assertThat(ended).isDone();
        } finally {
            system.terminate();
        }
    }

    private static UniqueAddress node(String host) {
        return UniqueAddress.apply(new Address("pekko", "sampo", host, 25520), 1);
    }
}
