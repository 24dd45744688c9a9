package io.sampo.groups;

import static io.sampo.groups.GroupDriver.assigned;
import static io.sampo.groups.GroupDriver.assignment;
import static io.sampo.groups.GroupDriver.names;
import static io.sampo.groups.GroupDriver.partition;
import static io.sampo.groups.GroupDriver.protocol;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.classic.EmbeddedProtocolCodec.Subscription;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A group changes its protocol while it works. */
class MigrationTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);

    private final GroupDriver driver = new GroupDriver().topics("t", 2);

    private GroupDescription described() {
        return driver.group().describe(driver.topics());
    }

    /** One classic member with both partitions. */
    private Joined classicMember() {
        long join = driver.join("", "t");
        driver.pass(3_000);
        Joined joined = Objects.requireNonNull(driver.joined(join));
        driver.sync(joined.memberId(), 1, Map.of(joined.memberId(), assignment(T0, T1)));
        return joined;
    }

    private long joinOwning(String memberId, SortedSet<TopicPartition> owned) {
        Protocol protocol = new Protocol(
                "range", EmbeddedProtocolCodec.subscription((short) 1, new Subscription(names("t"), owned, -1, null)));
        return driver.join(memberId, null, List.of(protocol));
    }

    @Test
    void theFirstMemberOfTheConsumerProtocolTurnsTheGroupAndStopsNobody() {
        // given
        Joined classic = classicMember();

        // when
        MemberAlive joined = driver.joinAs("b", "t");

        // then
        assertThat(joined.error()).isEqualTo(ErrorCode.NONE);
        assertThat(described().type()).isEqualTo(GroupDescription.Type.CONSUMER);
        assertThat(joined.memberEpoch()).isEqualTo(classic.generation() + 1);
        assertThat(joined.assignment()).isEmpty();
        assertThat(driver.commit(classic.memberId(), classic.generation(), "t", 0, 5)
                        .error())
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aClassicMemberGivesUpAndTakesByJoiningAgain() {
        // given
        Joined classic = classicMember();
        driver.joinAs("b", "t");
        String a = classic.memberId();

        // when: it is told to join, says what it owns, and is left one of two
        assertThat(driver.heartbeat(a, 1)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        Joined first = Objects.requireNonNull(driver.joined(joinOwning(a, new TreeSet<>(Set.of(T0, T1)))));
        SortedSet<TopicPartition> kept = assigned(driver.synced(driver.sync(a, first.generation(), Map.of())));
        assertThat(kept).hasSize(1);
        assertThat(driver.beat("b", 2).assignment()).isNull();
        assertThat(driver.heartbeat(a, first.generation())).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        Joined second = Objects.requireNonNull(driver.joined(joinOwning(a, kept)));

        // then
        assertThat(second.generation()).isEqualTo(2);
        assertThat(assigned(driver.synced(driver.sync(a, 2, Map.of())))).isEqualTo(kept);
        assertThat(driver.beat("b", 2).assignment()).hasSize(1);
        assertThat(driver.heartbeat(a, 2)).isEqualTo(ErrorCode.NONE);
        assertThat(described().state()).isEqualTo("Stable");
    }

    @Test
    void theLastMemberOfTheConsumerProtocolLeavesAClassicGroupBehind() {
        // given
        Joined classic = classicMember();
        driver.joinAs("b", "t");

        // when
        driver.beat("b", GroupRequest.LEAVING_EPOCH);

        // then
        assertThat(described().type()).isEqualTo(GroupDescription.Type.CLASSIC);
        assertThat(described().state()).isEqualTo("PreparingRebalance");
        long again = driver.join(classic.memberId(), null, List.of(protocol("range", "t")));
        Joined joined = Objects.requireNonNull(driver.joined(again));
        assertThat(joined.generation()).isEqualTo(3);
        assertThat(joined.leader()).isEqualTo(classic.memberId());
    }

    @Test
    void aClassicMemberMayJoinAConsumerGroup() {
        // given
        driver.joinAs("b", "t");

        // when
        Joined joined = Objects.requireNonNull(driver.joined(driver.join("", "t")));

        // then
        assertThat(joined.error()).isEqualTo(ErrorCode.NONE);
        assertThat(joined.protocol()).isEqualTo("range");
        driver.beat("b", 2, Set.of(partition("t", 0), partition("t", 1)));
        driver.beat("b", 2, Set.of(partition("t", 0)));
        driver.beat(
                "b",
                1,
                driver.group()
                        .state()
                        .modernOrEmpty()
                        .member("b")
                        .assignment()
                        .assigned()
                        .keySet());
        assertThat(driver.heartbeat(joined.memberId(), joined.generation())).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }

    @Test
    void aClassicMemberThatWasPutOutComesBackWithEmptyHandsOnly() {
        // given
        driver.joinAs("b", "t");

        // when
        Joined full = Objects.requireNonNull(driver.joined(joinOwning("gone", new TreeSet<>(Set.of(T0)))));
        Joined empty = Objects.requireNonNull(driver.joined(joinOwning("gone", new TreeSet<>())));

        // then
        assertThat(full.error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(empty.error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void anEmptyGroupOfOneKindGivesWayToTheOther() {
        // given
        Joined classic = classicMember();
        driver.leave(classic.memberId());

        // when
        MemberAlive joined = driver.joinAs("b", "t");

        // then
        assertThat(joined.memberEpoch()).isEqualTo(2);
        driver.beat("b", GroupRequest.LEAVING_EPOCH);
        long join = driver.join("", "t");
        driver.pass(3_000);
        assertThat(Objects.requireNonNull(driver.joined(join)).error()).isEqualTo(ErrorCode.NONE);
        assertThat(described().type()).isEqualTo(GroupDescription.Type.CLASSIC);
    }

    @Test
    void aGroupOfAnotherProtocolTypeStaysWhatItIs() {
        // given
        GroupRequest.Join connect = new GroupRequest.Join(
                "",
                null,
                "connect",
                List.of(new Protocol("sessioned", Blob.of((byte) 1))),
                10_000,
                60_000,
                false,
                true);
        driver.take(driver.group().join(connect, driver.context("worker"), driver.topics()));
        driver.pass(3_000);

        // when
        MemberAlive refused = driver.joinAs("b", "t");

        // then
        assertThat(refused.error()).isEqualTo(ErrorCode.GROUP_ID_NOT_FOUND);
        assertThat(described().type()).isEqualTo(GroupDescription.Type.CLASSIC);
    }

    @Test
    void aMixedGroupIsTheSameForANewCoordinator() {
        // given
        Joined classic = classicMember();
        driver.joinAs("b", "t");
        GroupState before = driver.group().state();

        // when
        driver.moveCoordinator();

        // then
        assertThat(driver.group().state()).isEqualTo(before);
        assertThat(driver.heartbeat(classic.memberId(), 1)).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
    }
}
