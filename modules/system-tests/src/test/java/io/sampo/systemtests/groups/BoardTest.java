package io.sampo.systemtests.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.systemtests.groups.Happening.Kind;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoardTest {
    private final Board board = new Board(2);

    private void hear(Kind kind, String member, int partition) {
        board.add(Happening.of(kind, member, partition, 0, 0));
    }

    @Test
    void groupIsSharedOnceEveryMemberHasSomeAndEveryPartitionOneOwner() {
        // given
        Set<String> members = Set.of("a", "b");
        hear(Kind.ASSIGNED, "a", 0);
        hear(Kind.ASSIGNED, "a", 1);

        // then not while one has nothing, or two have the same
        assertThat(board.isShared(members)).isFalse();

        // and when
        hear(Kind.ASSIGNED, "b", 1);

        // then
        assertThat(board.isShared(members)).isFalse();

        // and when
        hear(Kind.REVOKED, "a", 1);

        // then
        assertThat(board.isShared(members)).isTrue();
    }

    @Test
    void partitionOfWhoHasLeftIsNotShared() {
        // when
        hear(Kind.ASSIGNED, "a", 0);
        hear(Kind.ASSIGNED, "left", 1);

        // then
        assertThat(board.isShared(Set.of("a"))).isFalse();

        // and when
        hear(Kind.GONE, "left", -1);
        hear(Kind.ASSIGNED, "a", 1);

        // then
        assertThat(board.isShared(Set.of("a"))).isTrue();
    }

    @Test
    void groupWithoutMembersIsSharedWhenNobodyHasAnything() {
        // when
        hear(Kind.ASSIGNED, "a", 0);

        // then
        assertThat(board.isShared(Set.of())).isFalse();

        // and when
        hear(Kind.GONE, "a", -1);

        // then
        assertThat(board.isShared(Set.of())).isTrue();
    }
}
