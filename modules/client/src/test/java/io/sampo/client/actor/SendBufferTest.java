package io.sampo.client.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ClientMetrics;
import io.sampo.client.ProducerRecord;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SendBufferTest {
    private final SendInbox inbox = new SendInbox();
    private final SendBuffer buffer = new SendBuffer(inbox, 1_000, 60_000, new AtomicLong(), new ClientMetrics());

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
}
