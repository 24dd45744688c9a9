package io.sampo.groups;

import static io.sampo.groups.GroupDriver.assigned;
import static io.sampo.groups.GroupDriver.assignment;
import static io.sampo.groups.GroupDriver.protocol;
import static io.sampo.groups.GroupDriver.protocols;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.GroupRequest.Join;
import io.sampo.groups.GroupRequest.Leave;
import io.sampo.groups.GroupRequest.Sync;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.JoinedMember;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Join, sync, heartbeat, leave. */
class ClassicProtocolTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);

    private final GroupDriver driver = new GroupDriver().topics("t", 2);

    private Joined joined(long request) {
        return Objects.requireNonNull(driver.joined(request), "join " + request + " waits");
    }

    private String state() {
        return driver.group().describe(driver.topics()).state();
    }

    /** One member, stable, with partition 0. */
    private Joined stableAlone() {
        long join = driver.join("", "t");
        driver.pass(3_000);
        Joined joined = joined(join);
        driver.sync(joined.memberId(), joined.generation(), Map.of(joined.memberId(), assignment(T0)));
        return joined;
    }

    @Test
    void anEmptyGroupWaitsItsDelayForMoreMembers() {
        // given
        long first = driver.join("", "t");

        // when
        driver.pass(2_999);

        // then
        assertThat(driver.joined(first)).isNull();
        driver.pass(1);
        assertThat(joined(first).error()).isEqualTo(ErrorCode.NONE);
        assertThat(joined(first).generation()).isEqualTo(1);
    }

    @Test
    void theDelayIsExtendedWhileMembersKeepComing() {
        // given
        long first = driver.join("", "t");
        driver.pass(2_000);
        driver.join("", "t");

        // when
        driver.pass(2_000);

        // then
        assertThat(driver.joined(first)).isNull();
        driver.pass(2_000);
        assertThat(joined(first).members()).hasSize(2);
    }

    @Test
    void onlyTheLeaderSeesTheMembersAndOneProtocolIsChosenThatAllKnow() {
        // given
        long first = driver.join("", null, List.of(protocol("sticky", "t"), protocol("range", "t")));
        long second = driver.join("", null, List.of(protocol("range", "t")));

        // when
        driver.pass(6_000);

        // then
        assertThat(joined(first).protocol()).isEqualTo("range");
        assertThat(joined(first).leader()).isEqualTo(joined(first).memberId());
        assertThat(joined(first).members())
                .extracting(JoinedMember::memberId)
                .containsExactly(joined(first).memberId(), joined(second).memberId());
        assertThat(joined(second).members()).isEmpty();
        assertThat(joined(second).generation()).isEqualTo(joined(first).generation());
    }

    @Test
    void syncsWaitForTheLeadersAndBringWhatItDivided() {
        // given
        Joined leader = joinedOf(driver.join("", "t"), 6_000);
        Joined follower = joinAndRejoin(leader);

        // when
        long waiting = driver.sync(follower.memberId(), follower.generation(), Map.of());

        // then
        assertThat(driver.synced(waiting)).isNull();
        assertThat(state()).isEqualTo("CompletingRebalance");
        long leading = driver.sync(
                leader.memberId(),
                follower.generation(),
                Map.of(leader.memberId(), assignment(T0), follower.memberId(), assignment(T1)));
        assertThat(assigned(driver.synced(waiting))).containsExactly(T1);
        assertThat(assigned(driver.synced(leading))).containsExactly(T0);
        assertThat(state()).isEqualTo("Stable");
    }

    private Joined joinedOf(long request, long waitMs) {
        driver.pass(waitMs);
        return joined(request);
    }

    /** A second member joins a group of one, which joins again; what the second one was answered. */
    private Joined joinAndRejoin(Joined first) {
        long second = driver.join("", "t");
        assertThat(driver.heartbeat(first.memberId(), first.generation())).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        driver.join(first.memberId(), "t");
        return joined(second);
    }

    @Test
    void aMemberWithoutIdIsGivenOneFirst() {
        // given
        Join request = new Join("", null, "consumer", protocols("t"), 10_000, 60_000, true, true);

        // when
        driver.take(driver.group().join(request, driver.context("app"), driver.topics()));

        // then
        Joined told = joined(driver.lastRequest());
        assertThat(told.error()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        assertThat(told.memberId()).startsWith("app-");
        long again = driver.join(told.memberId(), "t");
        assertThat(joinedOf(again, 6_000).memberId()).isEqualTo(told.memberId());
    }

    @Test
    void anIdThatIsNeverUsedHoldsARebalanceUpNoLongerThanASession() {
        // given
        Joined leader = stableAlone();
        driver.take(driver.group()
                .join(
                        new Join("", null, "consumer", protocols("t"), 10_000, 60_000, true, true),
                        driver.context("app"),
                        driver.topics()));
        long again = driver.join(leader.memberId(), "t");
        assertThat(driver.joined(again)).isNull();

        // when
        driver.pass(10_000);

        // then
        assertThat(joined(again).generation()).isEqualTo(2);
    }

    @Test
    void whoDoesNotJoinInTimeIsOut() {
        // given
        Joined leader = stableAlone();
        long second = driver.join("", "t");
        for (int beat = 0; beat < 20; beat++) {
            driver.heartbeat(leader.memberId(), leader.generation());
            driver.pass(GroupDriver.REBALANCE_MS / 20);
        }

        // then
        assertThat(joined(second).members()).hasSize(1);
        assertThat(joined(second).leader()).isEqualTo(joined(second).memberId());
        assertThat(driver.heartbeat(leader.memberId(), leader.generation())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void aSessionWithoutHeartbeatEnds() {
        // given
        Joined leader = stableAlone();

        // when
        driver.pass(GroupDriver.SESSION_MS);

        // then
        assertThat(driver.heartbeat(leader.memberId(), leader.generation())).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(state()).isEqualTo("Empty");
    }

    @Test
    void heartbeatsKeepASessionAlive() {
        // given
        Joined leader = stableAlone();

        // when
        for (int i = 0; i < 10; i++) {
            driver.pass(GroupDriver.SESSION_MS - 1);
            assertThat(driver.heartbeat(leader.memberId(), leader.generation())).isEqualTo(ErrorCode.NONE);
        }

        // then
        assertThat(state()).isEqualTo("Stable");
    }

    @Test
    void whoJoinsAndNeverSyncsIsOutAfterTheRebalanceTimeout() {
        // given
        Joined leader = joinedOf(driver.join("", "t"), 6_000);

        // when
        for (int i = 0; i < 10; i++) {
            driver.heartbeat(leader.memberId(), leader.generation());
            driver.pass(GroupDriver.REBALANCE_MS / 10);
        }

        // then
        assertThat(state()).isEqualTo("Empty");
    }

    @Test
    void aStaticMemberComesBackToItsPartitionsWithoutARebalance() {
        // given
        long first = driver.join("", "i1", protocols("t"));
        Joined before = joinedOf(first, 6_000);
        driver.take(driver.group()
                .sync(
                        new Sync(before.memberId(), "i1", 1, null, null, Map.of(before.memberId(), assignment(T0))),
                        driver.context("c"),
                        driver.topics()));

        // when
        Joined after = joined(driver.join("", "i1", protocols("t")));

        // then
        assertThat(after.error()).isEqualTo(ErrorCode.NONE);
        assertThat(after.generation()).isEqualTo(before.generation());
        assertThat(after.memberId()).isNotEqualTo(before.memberId());
        assertThat(after.skipAssignment()).isTrue();
        long sync = driver.sync(after.memberId(), after.generation(), Map.of());
        assertThat(assigned(driver.synced(sync))).containsExactly(T0);
        driver.take(driver.group()
                .sync(
                        new Sync(before.memberId(), "i1", 1, null, null, Map.of()),
                        driver.context("c"),
                        driver.topics()));
        assertThat(Objects.requireNonNull(driver.answer(driver.lastRequest())).error())
                .isEqualTo(ErrorCode.FENCED_INSTANCE_ID);
    }

    @Test
    void anAdministratorTakesAStaticMemberOutByItsInstance() {
        // given
        joinedOf(driver.join("", "i1", protocols("t")), 6_000);

        // when
        driver.take(driver.group()
                .leave(new Leave(List.of(new Leave.Leaving("", "i1"))), driver.context("admin"), driver.topics()));

        // then
        assertThat(state()).isEqualTo("Empty");
    }

    @Test
    void whoLeavesIsAnsweredOneByOne() {
        // given
        Joined leader = stableAlone();

        // when
        GroupResponse.Left left = driver.leave(leader.memberId(), "nobody");

        // then
        assertThat(left.members())
                .extracting(GroupResponse.Left.LeftMember::error)
                .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(state()).isEqualTo("Empty");
    }

    @Test
    void aMemberWithOtherProtocolsIsNotLetIn() {
        // given
        stableAlone();

        // when
        long other = driver.join("", null, List.of(protocol("sticky", "t")));

        // then
        assertThat(joined(other).error()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void anOldGenerationIsRefused() {
        // given
        Joined leader = stableAlone();

        // then
        assertThat(driver.heartbeat(leader.memberId(), 0)).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(Objects.requireNonNull(driver.synced(driver.sync(leader.memberId(), 0, Map.of())))
                        .error())
                .isEqualTo(ErrorCode.ILLEGAL_GENERATION);
    }

    @Test
    void aGroupHasRoomForNoMoreThanItsMaximum() {
        // given
        GroupDriver small = new GroupDriver(GroupDriver.withMaxSize(1)).topics("t", 2);
        long first = small.join("", "t");

        // when
        long second = small.join("", "t");

        // then
        assertThat(Objects.requireNonNull(small.joined(second)).error()).isEqualTo(ErrorCode.GROUP_MAX_SIZE_REACHED);
        small.pass(3_000);
        assertThat(Objects.requireNonNull(small.joined(first)).error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aSessionTimeoutOutsideOfTheLimitsIsRefused() {
        // when
        Join request = new Join("", null, "consumer", protocols("t"), 5_999, 60_000, false, true);
        driver.take(driver.group().join(request, driver.context("c"), driver.topics()));

        // then
        assertThat(joined(driver.lastRequest()).error()).isEqualTo(ErrorCode.INVALID_SESSION_TIMEOUT);
    }

    @Test
    void aRequestThatIsSentAgainReleasesTheOneThatWaits() {
        // given
        Joined leader = stableAlone();
        driver.join("", "t");
        long once = driver.join(leader.memberId(), "t");
        Joined all = joined(once);
        long waiting = driver.sync(otherThan(leader, all), all.generation(), Map.of());

        // when
        long again = driver.sync(otherThan(leader, all), all.generation(), Map.of());

        // then
        assertThat(Objects.requireNonNull(driver.synced(waiting)).error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(driver.synced(again)).isNull();
    }

    private static String otherThan(Joined leader, Joined all) {
        return all.members().stream()
                .map(JoinedMember::memberId)
                .filter(id -> !id.equals(leader.memberId()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aStableGroupIsTheSameForANewCoordinator() {
        // given
        Joined leader = stableAlone();

        // when
        driver.moveCoordinator();

        // then
        assertThat(driver.heartbeat(leader.memberId(), leader.generation())).isEqualTo(ErrorCode.NONE);
        long sync = driver.sync(leader.memberId(), leader.generation(), Map.of());
        assertThat(assigned(driver.synced(sync))).containsExactly(T0);
    }
}
