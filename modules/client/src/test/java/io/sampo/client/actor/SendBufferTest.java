package io.sampo.client.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ClientMetrics;
import io.sampo.client.ProducerRecord;
import io.sampo.model.TopicPartition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SendBufferTest {
    private static final TopicPartition BOOK = new TopicPartition("book", 0);

    private final SendInbox inbox = new SendInbox();
    private final AtomicLong acceptedBytes = new AtomicLong();
    private final SendBuffer buffer = new SendBuffer(inbox, 1_000, 60_000, acceptedBytes, new ClientMetrics());

    private boolean send(String value) {
        return inbox.add(new PendingSend(ProducerRecord.of("book", value), 1));
    }

    private String next() {
        PendingSend send = buffer.letIn();
        return send == null
                ? ""
                : StandardCharsets.UTF_8
                        .decode(send.record().value().duplicate())
                        .toString();
    }

    @Test
    void whoTakesInAPartComesAgainByHimselfAndIsNotTold() {
        for (int i = 0; i < 5; i++) {
            assertThat(send(Integer.toString(i))).isEqualTo(i == 0);
        }
        assertThat(buffer.takeIn(3, 0)).isFalse();
        assertThat(send("5")).isFalse();
        assertThat(buffer.takeIn(3, 0)).isFalse();
        assertThat(send("6")).isFalse();
        assertThat(buffer.takeIn(3, 0)).isTrue();
        assertThat(send("7")).isTrue();
        for (int i = 0; i < 7; i++) {
            assertThat(next()).isEqualTo(Integer.toString(i));
        }
        assertThat(next()).isEmpty();
    }

    @Test
    void theLastAreTakenInAndWhatFollowsIsTakenBack() {
        send("0");
        buffer.takeInTheLast(0);
        assertThat(next()).isEqualTo("0");
        PendingSend behind = new PendingSend(ProducerRecord.of("book", "1"), 1);
        inbox.add(behind);
        assertThat(inbox.remove(behind)).isTrue();
    }

    /** Sent and let in. */
    private PendingSend inside(int sizeBytes) {
        PendingSend send = new PendingSend(ProducerRecord.of("book", "v"), sizeBytes);
        acceptedBytes.addAndGet(sizeBytes);
        inbox.add(send);
        buffer.takeIn(1, 0);
        assertThat(buffer.letIn()).isSameAs(send);
        return send;
    }

    @Test
    void whatLeavesTogetherHasOffsetsInItsOrderAndMakesRoom() {
        PendingSend first = inside(600);
        PendingSend second = inside(400);
        CompletableFuture<Void> room = new CompletableFuture<>();
        buffer.awaitRoom(room);
        assertThat(room).isNotDone();

        buffer.acknowledge(List.of(first, second), BOOK, 7, -1);

        assertThat(first.promise().join().offset()).isEqualTo(7);
        assertThat(second.promise().join().offset()).isEqualTo(8);
        assertThat(room).isCompleted();
        assertThat(acceptedBytes).hasValue(0);
    }

    @Test
    void anAcknowledgementWithoutOffsetGivesNone() {
        PendingSend first = inside(1);
        PendingSend second = inside(1);
        buffer.acknowledge(List.of(first, second), BOOK, -1, -1);
        assertThat(second.promise().join().offset()).isEqualTo(-1);
    }

    @Test
    void aFlushInTheMiddleOfABatchWaitsForItsFirstPart() {
        PendingSend before = inside(1);
        PendingSend alsoBefore = inside(1);
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        buffer.flush(flushed);
        PendingSend behind = inside(1);
        PendingSend farBehind = inside(1);

        buffer.acknowledge(List.of(before), BOOK, 0, -1);
        assertThat(flushed).isNotDone();
        buffer.acknowledge(List.of(alsoBefore, behind), BOOK, 1, -1);
        assertThat(flushed).isCompleted();

        CompletableFuture<Void> next = new CompletableFuture<>();
        buffer.flush(next);
        assertThat(next).isNotDone();
        buffer.acknowledge(List.of(farBehind), BOOK, 3, -1);
        assertThat(next).isCompleted();
    }
}
