package io.sampo.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.OffsetAndMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PrintedOffsetsTest {
    private static final TopicPartition A = new TopicPartition("book", 0);
    private static final TopicPartition B = new TopicPartition("book", 1);

    private final PrintedOffsets printed = new PrintedOffsets();

    @Test
    void whatWasPrintedIsCommittedUpToTheNextRecord() {
        printed.onAssigned(List.of(A, B));
        printed.print(A, 41);
        assertThat(printed.offsets()).isEqualTo(Map.of(A, new OffsetAndMetadata(42)));
    }

    @Test
    void whatHasGoneIsNotCommitted() {
        // given
        printed.onAssigned(List.of(A, B));
        printed.print(A, 41);
        printed.print(B, 7);

        // when
        printed.onRevoked(List.of(A));
        // a batch that was here already
        printed.print(A, 42);

        // then
        assertThat(printed.offsets()).containsOnlyKeys(B);
    }

    @Test
    void aTopicThatIsGoneIsNoFailureOfACommitAndEveryOtherRefusalIs() {
        assertThat(refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)).isCompleted();
        assertThat(refused(ErrorCode.UNKNOWN_MEMBER_ID)).isCompletedExceptionally();
    }

    /** As the client refuses it, behind a stage of its own. */
    private static CompletableFuture<Void> refused(ErrorCode error) {
        return PrintedOffsets.evenIfTopicsAreGone(
                        CompletableFuture.<Void>failedFuture(new SampoException(error, error.text()))
                                .thenRun(() -> {}))
                .toCompletableFuture();
    }

    @Test
    void whatIsBackIsCommittedOnlyOnceSomethingIsPrintedAgain() {
        // given
        printed.onAssigned(List.of(A));
        printed.print(A, 41);
        printed.onLost(List.of(A));

        // when: another member has printed on to 500 meanwhile
        printed.onAssigned(List.of(A));
        assertThat(printed.offsets()).isEmpty();
        printed.print(A, 500);

        // then
        assertThat(printed.offsets()).isEqualTo(Map.of(A, new OffsetAndMetadata(501)));
    }
}
