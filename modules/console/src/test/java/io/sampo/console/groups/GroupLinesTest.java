package io.sampo.console.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.OffsetAndMetadata;
import io.sampo.messages.GroupReply;
import io.sampo.messages.GroupReply.Member;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupLinesTest {
    private static final TopicPartition BOOK_0 = new TopicPartition("book", 0);
    private static final TopicPartition BOOK_1 = new TopicPartition("book", 1);
    private static final Member MEMBER = new Member(
            "5d5c1b52-0c52-4b0e-8a05-0a3a8fa2d1c7",
            null,
            "shop",
            "/127.0.0.1",
            3,
            false,
            List.of("book"),
            "",
            List.of(BOOK_0),
            List.of(BOOK_0, BOOK_1));
    private static final GroupReply.Described GROUP =
            new GroupReply.Described(ErrorCode.NONE, true, "Reconciling", "consumer", "uniform", 3, 3, List.of(MEMBER));

    @Test
    void offsetsAreInTheColumnsOfKafka() {
        // given
        Map<TopicPartition, OffsetAndMetadata> committed =
                Map.of(BOOK_0, new OffsetAndMetadata(90), new TopicPartition("gone", 0), new OffsetAndMetadata(5));

        // when
        List<GroupLines.Row> rows = GroupLines.rows(GROUP, committed, Map.of(BOOK_0, 100L));

        // then
        assertThat(GroupLines.offsets("readers", rows))
                .containsExactly(
                        "GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             "
                                + "CONSUMER-ID                          HOST            CLIENT-ID",
                        "readers         book            0          90              100             10              "
                                + "5d5c1b52-0c52-4b0e-8a05-0a3a8fa2d1c7 /127.0.0.1      shop",
                        "readers         gone            0          5               -               -               "
                                + "-                                    -               -");
    }

    @Test
    void aPartitionThatIsReadAndNotCommittedIsShown() {
        // when
        List<GroupLines.Row> rows = GroupLines.rows(GROUP, Map.of(), Map.of(BOOK_0, 100L));

        // then
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.committed()).isNull();
            assertThat(row.end()).isEqualTo(100);
            assertThat(row.lag()).isNull();
            assertThat(row.member()).isEqualTo(MEMBER);
        });
    }

    @Test
    void membersTellHowManyPartitionsTheyReadAndVerboselyWhich() {
        // then
        assertThat(GroupLines.members("readers", GROUP, false).get(1)).endsWith("shop            1");
        assertThat(GroupLines.members("readers", GROUP, true).get(1))
                .endsWith("book:0               3               book:0,1");
    }

    @Test
    void partitionsAreNamedByTopic() {
        // given
        List<TopicPartition> partitions = List.of(BOOK_1, new TopicPartition("a", 7), BOOK_0);

        // then
        assertThat(GroupLines.named(partitions)).isEqualTo("a:7;book:0,1");
        assertThat(GroupLines.named(List.of())).isEqualTo("-");
    }
}
