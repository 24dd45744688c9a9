package io.sampo.groups.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.Decision;
import io.sampo.groups.Decision.Answer;
import io.sampo.groups.GroupRecord;
import io.sampo.groups.GroupRecord.ClassicGroupStored;
import io.sampo.groups.GroupRecord.OffsetStored;
import io.sampo.groups.GroupResponse.Deleted;
import io.sampo.groups.offsets.CommittedOffset;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DecisionPartsTest {
    private static final int BATCH_BYTES_MAX = 1_000;

    private final List<GroupRecord> records = new ArrayList<>();
    private final List<Answer> answers = List.of(new Answer(7, new Deleted(ErrorCode.NONE)));

    @Test
    void whatFitsStaysTogether() {
        going(3);
        Decision decision = new Decision(records, answers);

        assertThat(DecisionParts.of("g", decision, BATCH_BYTES_MAX)).containsExactly(decision);
    }

    @Test
    void offsetsThatGoAreDividedAndTheAnswerWaitsForTheLast() {
        going(200);
        records.add(new ClassicGroupStored(null));

        List<Decision> parts = DecisionParts.of("g", new Decision(records, answers), BATCH_BYTES_MAX);

        assertThat(parts).hasSizeGreaterThan(5);
        assertThat(parts.stream().flatMap(part -> part.records().stream())).containsExactlyElementsOf(records);
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.records()).isNotEmpty();
            assertThat(GroupRecordCodec.batchBytesMax("g", part.records())).isLessThanOrEqualTo(BATCH_BYTES_MAX);
        });
        assertThat(parts.subList(0, parts.size() - 1))
                .allSatisfy(part -> assertThat(part.answers()).isEmpty());
        assertThat(parts.get(parts.size() - 1).answers()).isEqualTo(answers);
    }

    /** Half of a commit would be a promise that nobody gave. */
    @Test
    void whatIsNoOffsetThatGoesIsNeverDivided() {
        going(100);
        int firstTaken = records.size();
        for (int i = 0; i < 100; i++) {
            records.add(new OffsetStored(
                    new TopicPartition("taken", i), new CommittedOffset(i, -1, "m".repeat(20), 0, -1, null)));
        }

        List<Decision> parts = DecisionParts.of("g", new Decision(records, answers), BATCH_BYTES_MAX);

        assertThat(parts.get(parts.size() - 1).records()).isEqualTo(records.subList(firstTaken, records.size()));
    }

    private void going(int count) {
        for (int i = 0; i < count; i++) {
            records.add(new OffsetStored(new TopicPartition("a-topic", i), null));
        }
    }
}
