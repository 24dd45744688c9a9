package io.sampo.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class OffsetsTopicTest {
    @Test
    void aGroupLivesWhereKafkaWouldPutIt() {
        for (int i = 0; i < 10_000; i++) {
            // given
            String groupId = String.format(Locale.ROOT, "group-%d-%x", i, i * 2_654_435_761L);

            // then
            assertThat(OffsetsTopic.partitionOf(groupId, 50)).isEqualTo(Utils.abs(groupId.hashCode()) % 50);
        }
    }

    @Test
    void theGroupWhoseHashHasNoAbsoluteValueLivesInTheFirstPartition() {
        // given
        String groupId = "polygenelubricants";
        assertThat(groupId.hashCode()).isEqualTo(Integer.MIN_VALUE);

        // then
        assertThat(OffsetsTopic.partitionOf(groupId, 50)).isZero();
    }
}
