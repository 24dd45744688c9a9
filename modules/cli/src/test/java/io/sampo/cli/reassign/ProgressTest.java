package io.sampo.cli.reassign;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.Admin.ReassignmentProgress;
import io.sampo.console.Json;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.ReassignmentView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final TopicPartition BOOK = new TopicPartition("book", 0);
    private static final Map<TopicPartition, ReassignmentProgress> UNDER_WAY = Map.of(
            BOOK,
            new ReassignmentProgress(List.of(1, 2, 3), List.of(4, 5, 3), List.of(1, 2, 3), Map.of(4, 100L, 5, -1L)));

    @Test
    void aPersonSeesWhoLacksHowMuch() {
        assertThat(Progress.text(UNDER_WAY, 1_000))
                .isEqualTo("Reassigning: 1 partitions\tBytesBehind: 100\tThrottle: 1000 B/s"
                        + "\n\tPartition: book-0\tFrom: 1,2,3\tTo: 4,5,3\tIsr: 1,2,3\tBytesBehind: 4=100,5=?");
    }

    @Test
    void aToolGetsNullForWhatIsNotKnown() {
        assertThat(Json.line(Progress.json(UNDER_WAY, 0)))
                .isEqualTo(
                        "{\"throttle\": null,\"bytesBehind\": 100,\"partitions\": [{\"topic\": \"book\",\"partition\": 0,"
                                + "\"original\": [1, 2, 3],\"target\": [4, 5, 3],\"isr\": [1, 2, 3],"
                                + "\"bytesBehind\": {\"4\": 100,\"5\": null}}]}");
    }

    @Test
    void planningCountsWithWhatIsUnderWay() {
        // given
        PartitionState moving = new PartitionState(1, 0, 1, List.of(1, 2, 4), List.of(1, 2), false);
        ClusterView view = new ClusterView(
                "c",
                1,
                1,
                9,
                List.of(),
                List.of(new TopicView("book", TopicId.random(), Map.of(), List.of(moving))),
                List.of(new ReassignmentView("book", 0, List.of(1, 2), List.of(4, 2))),
                0);

        // then
        assertThat(ClusterReplicas.of(view, List.of())).isEqualTo(Map.of(BOOK, List.of(4, 2)));
        assertThat(ClusterReplicas.withoutBroker(ClusterReplicas.of(view, List.of()), 4, List.of(1, 2, 3)))
                .isEqualTo(Map.of(BOOK, List.of(1, 2)));
        assertThat(ClusterReplicas.withoutBroker(ClusterReplicas.of(view, List.of()), 1, List.of(2, 3, 4)))
                .isEmpty();
    }
}
