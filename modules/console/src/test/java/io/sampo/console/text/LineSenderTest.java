package io.sampo.console.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineSenderTest {
    private final List<String> sent = new ArrayList<>();
    private final AckTally tally = new AckTally(Long.MAX_VALUE);

    @Test
    void eachLineIsSentInOrderAndCounted() throws Exception {
        // when
        send("one\ntwo\nthree\n", null);

        // then
        assertThat(sent).containsExactly("null=one", "null=two", "null=three");
        assertThat(tally.summary()).startsWith("acknowledged=3 failed=0 ");
    }

    @Test
    void keyStandsBeforeTheFirstSeparator() throws Exception {
        send("k::v::w\n::empty key\n", "::");
        assertThat(sent).containsExactly("k=v::w", "=empty key");
    }

    @Test
    void lineWithoutSeparatorIsRefusedByItsNumber() {
        assertThatThrownBy(() -> send("a:b\nab\n", ":"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 has no key separator ':'; write KEY:VALUE");
        assertThat(tally.acknowledged()).isEqualTo(1);
    }

    @Test
    void oneRefusedLineIsOneFailure() throws Exception {
        // given
        LineSender.Target target = (key, value) -> value[0] == 'b'
                ? CompletableFuture.failedFuture(new IllegalStateException("too large"))
                : CompletableFuture.completedFuture(0L);

        // when
        sender(target, null).sendAll(reader("a\nb\nc\n"));

        // then
        assertThat(tally.allAcknowledged()).isFalse();
        assertThat(tally.firstFailure()).isEqualTo("too large");
        assertThat(tally.summary()).startsWith("acknowledged=2 failed=1");
    }

    @Test
    void whatIsUnderWayIsBounded() throws Exception {
        // given answers that come on another thread, later
        ExecutorService answers = Executors.newSingleThreadExecutor();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        LineSender.Target target = (key, value) -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            return CompletableFuture.runAsync(underWay::decrementAndGet, answers);
        };

        // when
        try {
            sender(target, null).sendAll(reader("x\n".repeat(100_000)));
        } finally {
            answers.shutdown();
        }

        // then
        assertThat(tally.acknowledged()).isEqualTo(100_000);
        assertThat(most.get()).isLessThanOrEqualTo(20_000);
    }

    @Test
    void gapIsTheTimeBetweenTwoAcknowledgements() {
        AckTally gaps = new AckTally(99);
        gaps.sent(0);
        assertThat(gaps.acknowledged(1_000)).isZero();
        assertThat(gaps.acknowledged(1_050)).isZero();
        assertThat(gaps.acknowledged(1_850)).isEqualTo(800);
        assertThat(gaps.summary()).isEqualTo("acknowledged=3 failed=0 longest-gap-ms=800 seconds=1.85");
    }

    @Test
    void paceSpreadsLinesEvenly() {
        assertThat(new Pace(200).dueNanos(0)).isZero();
        assertThat(new Pace(200).dueNanos(200)).isEqualTo(1_000_000_000L);
        assertThat(new Pace(0).dueNanos(1_000)).isZero();
    }

    private void send(String text, @Nullable String separator) throws Exception {
        LineSender.Target target = (key, value) -> {
            sent.add((key == null ? "null" : new String(key, StandardCharsets.UTF_8)) + "="
                    + new String(value, StandardCharsets.UTF_8));
            return CompletableFuture.completedFuture(0L);
        };
        sender(target, separator).sendAll(reader(text));
    }

    private LineSender sender(LineSender.Target target, @Nullable String separator) {
        return new LineSender(target, tally, line -> {}, separator, new Pace(0));
    }

    private static LineReader reader(String text) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
