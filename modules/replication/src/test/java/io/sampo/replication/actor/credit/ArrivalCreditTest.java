package io.sampo.replication.actor.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** R17, H38: what a broker holds in all. */
class ArrivalCreditTest {
    private final ArrivalCredit credit = new ArrivalCredit(100);

    @Test
    void nothingIsTakenBeyondTheLimit() {
        // given
        ArrivalCredit.Account one = credit.open();
        one.take(60);
        ArrivalCredit.Account other = credit.open();
        other.take(40);

        // then
        assertThat(one.take(1)).isNull();
        assertThat(other.take(1)).isNull();
        assertThat(credit.heldBytes()).isEqualTo(100);
    }

    @Test
    void whoHoldsNothingMayAlwaysTakeOneFrame() {
        // given: the replicas of a disk that stalls have taken everything
        credit.open().take(100);
        ArrivalCredit.Account healthy = credit.open();

        // when
        Arrival first = healthy.take(500);

        // then
        assertThat(first).isNotNull();
        assertThat(healthy.take(1)).isNull();
        first.release();
        assertThat(healthy.take(500)).isNotNull();
    }

    @Test
    void whatIsReleasedTwiceIsGivenBackOnce() {
        // given
        ArrivalCredit.Account account = credit.open();
        Arrival first = account.take(30);
        account.take(30);

        // when
        first.release();
        first.release();

        // then
        assertThat(credit.heldBytes()).isEqualTo(30);
    }

    @Test
    void anAccountThatIsClosedHoldsNothingAndTakesNothing() {
        // given
        ArrivalCredit.Account account = credit.open();
        Arrival inTheMailbox = account.take(30);

        // when
        account.close();
        account.close();

        // then
        assertThat(credit.heldBytes()).isZero();
        assertThat(account.take(1)).isNull();
        inTheMailbox.release();
        assertThat(credit.heldBytes()).isZero();
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> new ArrivalCredit(0)).hasMessageContaining("expected a number above 0");
    }

    /** Takers and releasers of several threads: at the end nothing is held, and never more than the limit and one each. */
    @Test
    void nothingLeaksBetweenThreads() throws InterruptedException {
        // given
        int threads = 4;
        int largest = 50;
        List<Thread> running = new ArrayList<>();
        List<Long> seen = new ArrayList<>();
        ArrivalCredit.Account shared = credit.open();
        for (int i = 0; i < threads; i++) {
            Random random = new Random(i);
            running.add(new Thread(() -> {
                long most = 0;
                ArrivalCredit.Account own = credit.open();
                List<Arrival> held = new ArrayList<>();
                for (int step = 0; step < 20_000; step++) {
                    Arrival taken = (random.nextBoolean() ? own : shared).take(1 + random.nextInt(largest));
                    if (taken != null) {
                        held.add(taken);
                    }
                    if (!held.isEmpty() && random.nextInt(3) > 0) {
                        held.remove(random.nextInt(held.size())).release();
                    }
                    if (random.nextInt(1_000) == 0) {
                        own.close();
                        own = credit.open();
                    }
                    most = Math.max(most, credit.heldBytes());
                }
                held.forEach(Arrival::release);
                synchronized (seen) {
                    seen.add(most);
                }
            }));
        }

        // when
        running.forEach(Thread::start);
        for (Thread thread : running) {
            thread.join();
        }

        // then: while somebody is being refused, what it asked for is counted too
        assertThat(credit.heldBytes()).isZero();
        assertThat(seen).hasSize(threads).allMatch(most -> most <= 100 + (threads + 1 + threads) * (long) largest);
    }
}
