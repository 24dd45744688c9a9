package io.sampo.kafkacommands.groups;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.messages.GroupReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The lines are those that Kafka 4.3.1 has printed. */
class GroupTablesTest {
    private static final List<GroupReply.Listing> GROUPS = List.of(
            new GroupReply.Listing("console-consumer-18728", false, "Empty", "consumer"),
            new GroupReply.Listing("g1", true, "Stable", "consumer"));

    @Test
    void groupsAreListedWithStatesOrTypesOrBoth() {
        assertThat(GroupTables.list(GROUPS, false, true))
                .containsExactly(
                        "GROUP                            STATE",
                        "console-consumer-18728           Empty",
                        "g1                               Stable");
        assertThat(GroupTables.list(GROUPS, true, true).get(2))
                .isEqualTo("g1                               Consumer             Stable");
    }

    @Test
    void theStateOfAGroupHasItsCoordinator() {
        GroupReply.Described group =
                new GroupReply.Described(ErrorCode.NONE, false, "Empty", "consumer", "", 0, 0, List.of());
        assertThat(GroupTables.state("g1", group, "127.0.0.1:19092  (1)"))
                .containsExactly(
                        "GROUP           COORDINATOR (ID)          ASSIGNMENT-STRATEGY  STATE                #MEMBERS",
                        "g1              127.0.0.1:19092  (1)      -                    Empty                0");
    }

    @Test
    void whatIsExportedIsReadBack() {
        Map<TopicPartition, Long> offsets =
                Map.of(new TopicPartition("test", 1), 3L, new TopicPartition("test", 0), 2L);
        assertThat(GroupTables.csv("g1", offsets, false)).containsExactly("test,0,2", "test,1,3");
        assertThat(OffsetsFile.parse(GroupTables.csv("g1", offsets, false), "any"))
                .isEqualTo(offsets);
        assertThat(OffsetsFile.parse(GroupTables.csv("g1", offsets, true), "g1"))
                .isEqualTo(offsets);
        assertThat(OffsetsFile.parse(GroupTables.csv("g1", offsets, true), "g2"))
                .isEmpty();
    }

    @Test
    void aLineThatIsNoneIsTold() {
        assertThatThrownBy(() -> OffsetsFile.parse(List.of("test;0;2"), "g1"))
                .hasMessageContaining("'test;0;2'")
                .hasMessageContaining("topic,partition,offset");
        assertThatThrownBy(() -> OffsetsFile.parse(List.of("test,0,two"), "g1")).hasMessageContaining("'test,0,two'");
    }

    @Test
    void deletedOffsetsAreSaidBackByPartition() {
        assertThat(GroupTables.deleted(List.of(new TopicPartition("test", 0))))
                .containsExactly("TOPIC           PARTITION  STATUS", "test            0          Successful");
    }
}
