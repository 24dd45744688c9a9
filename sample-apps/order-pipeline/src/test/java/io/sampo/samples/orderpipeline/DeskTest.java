package io.sampo.samples.orderpipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerRecord;
import io.sampo.model.TopicPartition;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class DeskTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Desk desk = new Desk(1, Runnable::run, new PrintStream(written, true, StandardCharsets.UTF_8));

    private static ConsumerRecord order(long offset, String customer, int number) {
        return new ConsumerRecord(
                new TopicPartition("orders", 0),
                offset,
                0,
                ByteBuffer.wrap(customer.getBytes(StandardCharsets.UTF_8)),
                ByteBuffer.wrap((number + " pieces").getBytes(StandardCharsets.UTF_8)),
                List.of(),
                1);
    }

    @Test
    void whatIsDoneIsWrittenDown() {
        desk.handle(order(7, "ada", 3)).toCompletableFuture().join();
        desk.handle(order(9, "ada", 4)).toCompletableFuture().join();
        assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo("0 7 ada 3\n0 9 ada 4\n");
        assertThat(desk.done()).isEqualTo(2);
        assertThat(desk.report()).startsWith("2 orders of 1 customers");
    }

    @Test
    void twoOrdersOfACustomerAtATimeAreNoticed() {
        // given: a desk that finishes nothing
        Desk idle = new Desk(1, new LinkedBlockingQueue<Runnable>()::add, new PrintStream(written));
        idle.handle(order(0, "ada", 0));

        // when, then
        assertThatThrownBy(() ->
                        idle.handle(order(1, "ada", 1)).toCompletableFuture().join())
                .hasRootCauseMessage("two orders of ada at a time");
    }

    @Test
    void anOrderThatIsSkippedIsNoticed() {
        desk.handle(order(0, "ada", 0)).toCompletableFuture().join();
        assertThatThrownBy(() ->
                        desk.handle(order(1, "ada", 2)).toCompletableFuture().join())
                .hasRootCauseMessage("order 2 of ada comes after 0");
    }
}
