package io.sampo.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseOrderTest {
    private final ResponseOrder<Long> order = new ResponseOrder<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void responsesLeaveInTheOrderOfTheirRequestsInWhateverOrderTheyAreReady(long seed) {
        Random random = new Random(seed);
        List<Long> open = new ArrayList<>();
        List<Long> taken = new ArrayList<>();
        List<Long> silent = new ArrayList<>();
        long admitted = 0;
        while (taken.size() + silent.size() < 5_000) {
            if (random.nextInt(3) > 0 && open.size() < 60) {
                open.add(order.admit());
                admitted++;
            } else if (!open.isEmpty()) {
                long ticket = open.remove(random.nextInt(open.size()));
                if (random.nextInt(8) == 0) {
                    order.completeSilently(ticket);
                    silent.add(ticket);
                } else {
                    order.complete(ticket, ticket);
                }
            }
            for (Long next = order.poll(); next != null; next = order.poll()) {
                taken.add(next);
            }
        }
        long last = taken.get(taken.size() - 1);
        assertThat(taken)
                .isEqualTo(LongStream.rangeClosed(0, last)
                        .boxed()
                        .filter(ticket -> !silent.contains(ticket))
                        .toList());
        assertThat(order.inFlight()).isLessThanOrEqualTo((int) (admitted - taken.size()));
    }

    @Test
    void theSecondWaitsForTheFirst() {
        long first = order.admit();
        long second = order.admit();
        order.complete(second, 2L);
        assertThat(order.poll()).isNull();
        assertThat(order.inFlight()).isEqualTo(2);
        order.complete(first, 1L);
        assertThat(order.poll()).isEqualTo(1L);
        assertThat(order.poll()).isEqualTo(2L);
        assertThat(order.inFlight()).isZero();
    }

    @Test
    void aRequestWithoutAResponseHoldsNobodyUp() {
        long silent = order.admit();
        order.complete(order.admit(), 2L);
        order.completeSilently(silent);
        assertThat(order.poll()).isEqualTo(2L);
    }

    @Test
    void noRequestIsAnsweredTwiceOrWithoutHavingBeenAsked() {
        long ticket = order.admit();
        order.complete(ticket, 1L);
        assertThatIllegalStateException().isThrownBy(() -> order.complete(ticket, 1L));
        assertThatIllegalArgumentException().isThrownBy(() -> order.complete(ticket + 1, 1L));
        order.poll();
        assertThatIllegalArgumentException().isThrownBy(() -> order.completeSilently(ticket));
    }
}
