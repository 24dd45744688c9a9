package io.sampo.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.gateway.connection.RequestMemory.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestMemoryTest {
    private final RequestMemory memory = new RequestMemory(100);

    @Test
    void whoeverFindsNoneWaitsUntilSomeIsGivenBack() {
        // given
        Share first = memory.open();
        Share second = memory.open();
        assertThat(first.grow(90)).isTrue();
        first.finished(90);
        assertThat(second.grow(20)).isFalse();
        assertThat(memory.next()).isNull();
        // when
        first.release(90);
        // then
        assertThat(memory.next()).isSameAs(second);
        assertThat(second.grow(20)).isTrue();
        assertThat(memory.usedBytes()).isEqualTo(20);
    }

    @Test
    void theRequestThatHasBeenArrivingLongestNeverWaitsForOthersThatArrive() {
        Share oldest = memory.open();
        Share younger = memory.open();
        assertThat(oldest.grow(60)).isTrue();
        assertThat(younger.grow(40)).isTrue();
        assertThat(younger.grow(10)).isFalse();
        assertThat(oldest.grow(500)).isTrue();
        // when it has arrived, what is worked on comes first
        oldest.finished(560);
        assertThat(memory.next()).isNull();
        oldest.release(560);
        assertThat(memory.next()).isSameAs(younger);
    }

    @Test
    void aConnectionThatIsGoneHoldsNothingAndWaitsForNothing() {
        Share gone = memory.open();
        Share other = memory.open();
        gone.grow(100);
        assertThat(other.grow(10)).isFalse();
        other.close();
        gone.close();
        assertThat(memory.usedBytes()).isZero();
        assertThat(memory.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everybodyGetsThroughAndTheLimitIsPassedByHalfAndOneRequestAtMost(long seed) {
        // given: requests of up to 150, each arriving in steps
        Random random = new Random(seed);
        List<int[]> arriving = new ArrayList<>();
        List<Share> shares = new ArrayList<>();
        List<int[]> inFlight = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            shares.add(memory.open());
            arriving.add(new int[] {1 + random.nextInt(150), 0});
            inFlight.add(new int[] {0});
        }
        int finished = 0;
        // when
        for (int step = 0; step < 200_000 && finished < 500; step++) {
            int who = random.nextInt(20);
            int[] request = arriving.get(who);
            if (inFlight.get(who)[0] > 0) {
                if (random.nextInt(4) == 0) {
                    shares.get(who).release(inFlight.get(who)[0]);
                    inFlight.get(who)[0] = 0;
                    finished++;
                    while (memory.next() != null) {
                        // It is tried again above.
                    }
                }
                continue;
            }
            int more = Math.min(request[0] - request[1], 1 + random.nextInt(60));
            if (shares.get(who).grow(more)) {
                request[1] += more;
            }
            if (request[1] == request[0]) {
                shares.get(who).finished(request[0]);
                inFlight.get(who)[0] = request[0];
                arriving.set(who, new int[] {1 + random.nextInt(150), 0});
            }
            assertThat(memory.usedBytes()).isLessThanOrEqualTo(150 + 150);
        }
        // then
        assertThat(finished).isEqualTo(500);
    }
}
