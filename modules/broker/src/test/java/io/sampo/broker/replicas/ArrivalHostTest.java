package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.host.ActorHost;
import io.sampo.messages.host.ArrivalHost;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrivalHostTest {
    private final ExecutorService transport = Executors.newSingleThreadExecutor();
    private final ArrivalHost host = new ArrivalHost();
    private final List<String> ran = new ArrayList<>();

    @AfterEach
    void end() {
        transport.shutdownNow();
    }

    @Test
    void whoIsToldInARoundRunsAtItsEndInOrder() throws Exception {
        onTransport(host::run);

        onTransport(() -> {
            assertThat(ActorHost.takes(() -> ran.add("one"))).isTrue();
            assertThat(ActorHost.takes(() -> ran.add("two"))).isTrue();
            assertThat(ran).isEmpty();
            return host.run();
        });

        assertThat(ran).containsExactly("one", "two");
    }

    @Test
    void moreThanAFewAreForThePool() throws Exception {
        onTransport(host::run);

        onTransport(() -> {
            for (int i = 0; i < ArrivalHost.WAITING_MAX; i++) {
                assertThat(ActorHost.takes(() -> ran.add("here"))).isTrue();
            }
            assertThat(ActorHost.takes(() -> ran.add("too many"))).isFalse();
            assertThat(host.run()).isEqualTo(ArrivalHost.WAITING_MAX);
            return assertThat(ActorHost.takes(() -> {})).isTrue();
        });

        assertThat(ran).hasSize(ArrivalHost.WAITING_MAX).containsOnly("here");
    }

    @Test
    void whoIsToldWhileOthersRunIsForThePoolSoThatTheDriverHasItsTurn() throws Exception {
        onTransport(host::run);

        onTransport(() -> {
            ActorHost.takes(() -> ran.add("taken meanwhile: " + ActorHost.takes(() -> {})));
            return host.run();
        });

        assertThat(ran).containsExactly("taken meanwhile: false");
    }

    @Test
    void arrivalsThatAreDeliveredRunWithTheEndOfTheirRound() throws Exception {
        FrameDelivery delivery = new FrameDelivery();
        onTransport(delivery::roundEnded);

        onTransport(() -> {
            assertThat(ActorHost.takes(() -> ran.add("told of an arrival"))).isTrue();
            return assertThat(delivery.roundEnded()).isEqualTo(1);
        });

        assertThat(ran).containsExactly("told of an arrival");
    }

    @Test
    void nobodyElsesThreadIsAHost() throws Exception {
        onTransport(host::run);

        assertThat(ActorHost.takes(() -> ran.add("here"))).isFalse();
    }

    private <T> T onTransport(Callable<T> task) throws Exception {
        return transport.submit(task).get();
    }
}
