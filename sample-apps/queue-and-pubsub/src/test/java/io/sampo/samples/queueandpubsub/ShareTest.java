package io.sampo.samples.queueandpubsub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShareTest {
    private static final List<String> ALL = List.of("a", "b", "c");

    private static Share share(String group, int member, String... orders) {
        return new Share(group, member, Set.of(3, 1), List.of(orders));
    }

    @Test
    void aGroupHasDoneEachOnceIfItsMembersTogetherHave() {
        List<Share> shares = List.of(share("g", 1, "a"), share("g", 2, "c", "b"), share("other", 1, "a"));
        assertThat(Share.eachOnce("g", shares, ALL)).isTrue();
        assertThat(Share.done("g", shares)).isEqualTo(3);
        assertThat(Share.eachOnce("other", shares, ALL)).isFalse();
    }

    @Test
    void whatTwoMembersHaveDoneIsDoneTwice() {
        assertThat(Share.eachOnce("g", List.of(share("g", 1, "a", "b"), share("g", 2, "b", "c")), ALL))
                .isFalse();
    }

    @Test
    void aLineSaysWhoHasGotWhat() {
        assertThat(share("billing", 2, "a", "b"))
                .hasToString("billing    member 2   partitions 1 3            2 orders");
    }
}
