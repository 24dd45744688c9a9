package io.sampo.transport.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aeron.ErrorCode;
import io.aeron.exceptions.DriverTimeoutException;
import io.aeron.exceptions.RegistrationException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the loop begins where driver and client cannot. */
class TransportLoopTest {
    private final SocketSleeper sleeper = new SocketSleeper();
    private final Queue<Throwable> failures = new ArrayDeque<>();

    @AfterEach
    void close() {
        sleeper.close();
    }

    @Test
    void anErrorOfTheJvmIsTheFailureOfTheStart() {
        // given
        failures.add(new IllegalAccessError("planted"));

        // when, then
        assertThatThrownBy(() -> run().started().join()).hasCauseInstanceOf(IllegalAccessError.class);
    }

    @Test
    void aDriverThatTimedOutIsTriedOnceMore() {
        // given
        failures.addAll(List.of(new DriverTimeoutException("first"), new DriverTimeoutException("second")));

        // when, then
        assertThatThrownBy(() -> run().started().join()).hasMessageContaining("second");
        assertThat(failures).isEmpty();
    }

    @Test
    void aPortInUseIsFinal() {
        // given
        failures.addAll(List.of(
                new RegistrationException(1, 1, ErrorCode.GENERIC_ERROR, "first: address in use"),
                new IllegalStateException("second")));

        // when, then
        assertThatThrownBy(() -> run().started().join()).hasMessageContaining("first");
        assertThat(failures).hasSize(1);
    }

    @Test
    void aJvmThatKeepsAeronOutIsToldWhichFlagLetsItIn() {
        assertThat(AeronReplicaTransport.reason(new IllegalAccessError("no access\nto it")))
                .contains("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED")
                .contains("no access")
                .doesNotContain("\n");
    }

    private TransportLoop run() {
        TransportLoop loop = new TransportLoop(
                this::fail, new ConcurrentHashMap<>(), new ReentrantLock(), sleeper, new Tally(), () -> 0, 10_000);
        loop.run();
        return loop;
    }

    private AeronNode fail() {
        Throwable failure = failures.remove();
        if (failure instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) failure;
    }
}
