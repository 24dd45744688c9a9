package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BoundedExecutorTest {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final BoundedExecutor bounded = new BoundedExecutor(waiting::add, 2);

    @Test
    void oneTaskTooManyIsRefused() {
        bounded.execute(() -> {});
        bounded.execute(() -> {});

        assertThatThrownBy(() -> bounded.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(waiting).hasSize(2);
    }

    @Test
    void aTaskThatEndedMakesRoomAlsoWhereItFailed() {
        // given
        bounded.execute(() -> {
            throw new IllegalStateException("broken");
        });
        bounded.execute(() -> {});

        // when
        assertThatThrownBy(() -> waiting.remove().run()).hasMessage("broken");

        // then
        bounded.execute(() -> {});
        assertThat(waiting).hasSize(2);
    }

    @Test
    void whatTheExecutorRefusesTakesNoRoom() {
        BoundedExecutor closed = new BoundedExecutor(
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                1);

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> closed.execute(() -> {})).hasMessage("closed");
        }
    }
}
