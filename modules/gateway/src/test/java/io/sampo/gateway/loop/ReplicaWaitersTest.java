package io.sampo.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No replica ever starts here: everybody waits until his time is over. */
class ReplicaWaitersTest {
    private static final TopicId TOPIC = TopicId.random();
    private static final TopicIdPartition ONE = new TopicIdPartition(TOPIC, 1);
    private static final TopicIdPartition TWO = new TopicIdPartition(TOPIC, 2);
    private static final TopicIdPartition THREE = new TopicIdPartition(TOPIC, 3);

    private final ReplicaWaiters waiters = new ReplicaWaiters(partition -> null);
    private final List<String> told = new ArrayList<>();

    @Test
    void whoeverIsToldMayLetOthersWaitForThisReplicaOrAnother() {
        // given: an answer lets the connection handle what came behind
        for (TopicIdPartition partition : List.of(ONE, TWO)) {
            waiters.add(partition, 10, replica -> {
                told.add("first of " + partition.partition());
                waiters.add(partition, 20, next -> told.add("second of " + partition.partition()));
                waiters.add(THREE, 20, next -> told.add("another"));
            });
        }

        // when
        waiters.look(10);

        // then
        assertThat(told).containsExactlyInAnyOrder("first of 1", "first of 2");
        assertThat(waiters.awaits(THREE)).isTrue();

        // when
        waiters.look(20);

        // then
        assertThat(told).contains("second of 1", "second of 2", "another").hasSize(6);
        assertThat(waiters.isEmpty()).isTrue();
    }

    @Test
    void oneThatFailsKeepsNobodyWaiting() {
        // given
        waiters.add(ONE, 10, replica -> {
            throw new IllegalStateException("a fault");
        });
        waiters.add(ONE, 10, replica -> told.add("next"));
        waiters.add(TWO, 10, replica -> told.add("other"));

        // when
        waiters.look(10);

        // then
        assertThat(told).containsExactlyInAnyOrder("next", "other");
        assertThat(waiters.isEmpty()).isTrue();
    }
}
