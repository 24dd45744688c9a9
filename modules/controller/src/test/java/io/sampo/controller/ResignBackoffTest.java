package io.sampo.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** R25: two brokers that do not reach each other must not pass a partition to and fro. */
class ResignBackoffTest {
    private static final TopicIdPartition PARTITION = new TopicIdPartition(new TopicId(new UUID(1, 1)), 0);

    @Test
    void aResignationIsBelievedOnceInAWhile() {
        // given
        ResignBackoff backoff = new ResignBackoff(30_000);
        // when
        backoff.resigned(PARTITION, 1, 0);
        // then
        assertThat(backoff.isRecent(PARTITION, 1, 29_999)).isTrue();
        assertThat(backoff.isRecent(PARTITION, 1, 30_000)).isFalse();
        assertThat(backoff.isRecent(PARTITION, 2, 1)).isFalse();
    }
}
