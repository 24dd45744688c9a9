package io.sampo.replication.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ByteLedgerTest {
    @Test
    void bytesAreCountedFromAnOffsetToTheEnd() {
        // given
        ByteLedger ledger = new ByteLedger(100, 10);
        ledger.add(110, 1_000);
        ledger.add(120, 500);

        // then
        assertThat(ledger.bytesFrom(100)).isEqualTo(1_500);
        assertThat(ledger.bytesFrom(110)).isEqualTo(500);
        assertThat(ledger.bytesFrom(120)).isZero();
        assertThat(ledger.bytesFrom(99)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aFullLedgerForgetsItsOldestEntry() {
        // given
        ByteLedger ledger = new ByteLedger(0, 2);
        ledger.add(1, 10);
        ledger.add(2, 10);

        // when
        ledger.add(3, 10);

        // then
        assertThat(ledger.bytesFrom(0)).isEqualTo(Long.MAX_VALUE);
        assertThat(ledger.bytesFrom(1)).isEqualTo(20);
    }

    @Property(tries = 200)
    void whatIsNotReleasedIsInFlight(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 9) Integer> sizes,
            @ForAll @IntRange(max = 60) int released) {
        // given
        ByteLedger ledger = new ByteLedger(0, Integer.MAX_VALUE);
        for (int i = 0; i < sizes.size(); i++) {
            ledger.add(i + 1L, sizes.get(i));
        }

        // when
        ledger.releaseTo(released);

        // then
        long left = sizes.stream().skip(released).mapToLong(Integer::longValue).sum();
        assertThat(ledger.bytes()).isEqualTo(left);
    }
}
