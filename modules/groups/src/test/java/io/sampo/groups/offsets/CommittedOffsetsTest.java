package io.sampo.groups.offsets;

import static io.sampo.groups.GroupDriver.assignment;
import static io.sampo.groups.GroupDriver.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.Decision;
import io.sampo.groups.GroupDriver;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.CommitOffsets.Position;
import io.sampo.groups.GroupRequest.DeleteOffsets;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.OffsetsCommitted;
import io.sampo.groups.GroupResponse.OffsetsDeleted;
import io.sampo.groups.GroupSettings;
import io.sampo.groups.codec.GroupRecordCodec;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How far a group has read: who may say so, when it is shown, and when it is forgotten. */
class CommittedOffsetsTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final long DAY_MS = 24L * 60 * 60 * 1_000;

    private final GroupDriver driver = new GroupDriver().topics("t", 2, "u", 1);

    private Joined classicMember() {
        long join = driver.join("", "t");
        driver.pass(3_000);
        Joined joined = Objects.requireNonNull(driver.joined(join));
        driver.sync(joined.memberId(), 1, Map.of(joined.memberId(), assignment(T0)));
        return joined;
    }

    @Test
    void anOffsetIsShownWhenItsRecordIsCommittedAndNotBefore() {
        // given
        TreeMap<TopicPartition, Position> positions = new TreeMap<>(Map.of(T0, new Position(7, 3, "m", null)));
        CommitOffsets request = new CommitOffsets("", null, -1, true, -1, positions);

        // when
        Decision decision = driver.group().commit(request, driver.context("c"), driver.topics());

        // then
        assertThat(decision.records()).hasSize(1);
        assertThat(driver.committed("t", 0)).isNull();
        driver.group().committed(decision.records());
        assertThat(driver.committed("t", 0)).isEqualTo(7);
    }

    @Test
    void whoIsNoMemberMayCommitForAGroupWithoutMembersOnly() {
        // given
        assertThat(driver.commit("", -1, "t", 0, 1).error()).isEqualTo(ErrorCode.NONE);

        // when
        Joined member = classicMember();

        // then
        assertThat(driver.commit("", -1, "t", 0, 2).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(driver.commit(member.memberId(), 1, "t", 0, 3).error()).isEqualTo(ErrorCode.NONE);
        assertThat(driver.committed("t", 0)).isEqualTo(3);
    }

    @Test
    void anOldGenerationDoesNotCommit() {
        // given
        Joined member = classicMember();
        driver.join("", "t");
        driver.join(member.memberId(), "t");

        // then
        assertThat(driver.commit(member.memberId(), 1, "t", 0, 3).error()).isEqualTo(ErrorCode.ILLEGAL_GENERATION);
        assertThat(driver.commit(member.memberId(), 2, "t", 0, 3).error()).isEqualTo(ErrorCode.REBALANCE_IN_PROGRESS);
        assertThat(driver.committed("t", 0)).isNull();
    }

    @Test
    void anEpochDoesNotCommitForPartitionsThatCameLater() {
        // given: a gives one of three away, and takes it back two epochs later
        driver.topics("t", 2);
        driver.joinAs("a", "t");
        driver.joinAs("b", "t");
        var kept = Objects.requireNonNull(driver.beat("a", 2).assignment());
        driver.beat("a", 2, kept);
        driver.beat("b", 3);
        int mine = kept.first().partition();
        int others = 1 - mine;
        driver.beat("b", GroupRequest.LEAVING_EPOCH);
        assertThat(driver.beat("a", 3).memberEpoch()).isEqualTo(4);

        // then
        assertThat(driver.commit("a", 4, "t", others, 3).error()).isEqualTo(ErrorCode.NONE);
        assertThat(driver.commit("a", 3, "t", mine, 4).error()).isEqualTo(ErrorCode.NONE);
        assertThat(driver.commit("a", 3, "t", others, 2).error()).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(driver.commit("a", 5, "t", mine, 2).error()).isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(driver.commit("b", 3, "t", mine, 2).error()).isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
        assertThat(driver.committed("t", mine)).isEqualTo(4);
        assertThat(driver.committed("t", others)).isEqualTo(3);
    }

    @Test
    void metadataThatIsTooLongIsRefusedForItsPartitionOnly() {
        // given
        TreeMap<TopicPartition, Position> positions = new TreeMap<>();
        positions.put(T0, new Position(1, -1, "x".repeat(4_097), null));
        positions.put(new TopicPartition("t", 1), new Position(1, -1, "x".repeat(4_096), null));

        // when
        driver.take(driver.group()
                .commit(new CommitOffsets("", null, -1, true, -1, positions), driver.context("c"), driver.topics()));

        // then
        OffsetsCommitted answer = (OffsetsCommitted) Objects.requireNonNull(driver.answer(driver.lastRequest()));
        assertThat(answer.partitions().values()).containsExactly(ErrorCode.OFFSET_METADATA_TOO_LARGE, ErrorCode.NONE);
        assertThat(driver.committed("t", 0)).isNull();
        assertThat(driver.committed("t", 1)).isEqualTo(1);
    }

    @Test
    void aFetchGivesAllThatThereIsAndLeavesOutWhatThereIsNot() {
        // given
        driver.commit("", -1, "t", 0, 1);
        driver.commit("", -1, "u", 0, 2);

        // when
        var all = driver.group().fetch(new FetchOffsets(null, -1, null), driver.topics());

        // then
        assertThat(all.offsets()).containsOnlyKeys(T0, new TopicPartition("u", 0));
        CommittedOffset first = Objects.requireNonNull(all.offsets().get(T0));
        assertThat(first.leaderEpoch()).isEqualTo(3);
        assertThat(first.metadata()).isEqualTo("m");
        assertThat(driver.committed("t", 1)).isNull();
    }

    @Test
    void aMemberThatIsNotOfThisEpochReadsNoOffsets() {
        // given
        driver.joinAs("a", "t");

        // then
        assertThat(driver.group()
                        .fetch(new FetchOffsets("a", 2, null), driver.topics())
                        .error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(driver.group()
                        .fetch(new FetchOffsets("a", 0, null), driver.topics())
                        .error())
                .isEqualTo(ErrorCode.STALE_MEMBER_EPOCH);
        assertThat(driver.group()
                        .fetch(new FetchOffsets("x", 1, null), driver.topics())
                        .error())
                .isEqualTo(ErrorCode.UNKNOWN_MEMBER_ID);
    }

    @Test
    void anOffsetBelongsToTheTopicAndNotToItsName() {
        // given
        TreeMap<TopicPartition, Position> positions =
                new TreeMap<>(Map.of(T0, new Position(7, -1, "", GroupDriver.id("another"))));

        // when
        driver.take(driver.group()
                .commit(new CommitOffsets("", null, -1, true, -1, positions), driver.context("c"), driver.topics()));

        // then
        assertThat(driver.committed("t", 0)).isNull();
        assertThat(driver.log()).hasSize(1);
    }

    @Test
    void offsetsOfWhatIsReadAreNotDeleted() {
        // given
        Joined member = classicMember();
        driver.commit(member.memberId(), 1, "t", 0, 1);
        driver.commit(member.memberId(), 1, "u", 0, 1);

        // when
        driver.take(driver.group()
                .deleteOffsets(new DeleteOffsets(List.of(T0, new TopicPartition("u", 0))), driver.context("admin")));

        // then
        OffsetsDeleted answer = (OffsetsDeleted) Objects.requireNonNull(driver.answer(driver.lastRequest()));
        assertThat(answer.partitions().values()).containsExactly(ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC, ErrorCode.NONE);
        assertThat(driver.committed("t", 0)).isEqualTo(1);
        assertThat(driver.committed("u", 0)).isNull();
    }

    @Test
    void offsetsAgeFromTheMomentTheLastMemberLeft() {
        // given
        Joined member = classicMember();
        driver.commit(member.memberId(), 1, "t", 0, 1);
        driver.leave(member.memberId());

        // when
        driver.pass(7 * DAY_MS - 1);
        driver.take(driver.group().expireOffsets(driver.now(), 1 << 20));

        // then
        assertThat(driver.committed("t", 0)).isEqualTo(1);
        driver.pass(1);
        driver.take(driver.group().expireOffsets(driver.now(), 1 << 20));
        assertThat(driver.committed("t", 0)).isNull();
        assertThat(driver.group().isGone()).isTrue();
    }

    @Test
    void offsetsOfAGroupExpireInBatchesThatTheLogTakes() {
        // given
        Joined member = classicMember();
        for (int i = 0; i < 100; i++) {
            driver.commit(member.memberId(), 1, "t", i, 1);
        }
        driver.leave(member.memberId());
        driver.pass(7 * DAY_MS);

        // when
        int batchBytesMax = 4_096;
        List<Integer> batches = new ArrayList<>();
        while (!driver.group().isGone()) {
            Decision expired = driver.group().expireOffsets(driver.now(), batchBytesMax);
            assertThat(GroupRecordCodec.batchBytesMax("g", expired.records())).isLessThanOrEqualTo(batchBytesMax);
            assertThat(expired.records()).isNotEmpty();
            batches.add(expired.records().size());
            driver.take(expired);
        }

        // then: the last one has the end of the group in it
        assertThat(batches).hasSizeGreaterThan(2);
        assertThat(batches.stream().mapToInt(Integer::intValue).sum()).isEqualTo(100 + 1);
    }

    /** Smaller than any batch: progress all the same. */
    @Test
    void atLeastOneOffsetExpires() {
        // given
        Joined member = classicMember();
        driver.commit(member.memberId(), 1, "t", 0, 1);
        driver.commit(member.memberId(), 1, "t", 1, 1);
        driver.leave(member.memberId());
        driver.pass(7 * DAY_MS);

        // when, then
        assertThat(driver.group().expireOffsets(driver.now(), 1).records()).hasSize(1);
    }

    @Test
    void offsetsOfWhatIsReadDoNotAgeWhileSomebodyIsThere() {
        // given
        driver.beat("a", 0, null, names("t"), null, Set.of());
        driver.commit("a", 2, "t", 0, 1);
        driver.commit("a", 2, "u", 0, 1);
        for (int i = 0; i < 8 * 24 * 90; i++) {
            driver.pass(40_000);
            driver.beat("a", 2);
        }

        // when
        driver.take(driver.group().expireOffsets(driver.now(), 1 << 20));

        // then
        assertThat(driver.committed("t", 0)).isEqualTo(1);
        assertThat(driver.committed("u", 0)).isNull();
    }

    @Test
    void aRetentionThatAClientAskedForCounts() {
        // given
        TreeMap<TopicPartition, Position> positions = new TreeMap<>(Map.of(T0, new Position(7, -1, "", null)));
        driver.take(driver.group()
                .commit(new CommitOffsets("", null, -1, true, 1_000, positions), driver.context("c"), driver.topics()));

        // when
        driver.pass(1_000);
        driver.take(driver.group().expireOffsets(driver.now(), 1 << 20));

        // then
        assertThat(driver.committed("t", 0)).isNull();
    }

    @Test
    void aGroupIsDeletedWithItsOffsetsAlsoThoseOnTheirWay() {
        // given
        driver.commit("", -1, "t", 0, 1);
        TreeMap<TopicPartition, Position> positions =
                new TreeMap<>(Map.of(new TopicPartition("t", 1), new Position(7, -1, "", null)));
        Decision onItsWay = driver.group()
                .commit(new CommitOffsets("", null, -1, true, -1, positions), driver.context("c"), driver.topics());

        // when
        Decision deletion = driver.group().delete(driver.context("admin"));

        // then
        driver.take(onItsWay);
        driver.take(deletion);
        assertThat(driver.group().isGone()).isTrue();
        driver.moveCoordinator();
        assertThat(driver.group().isGone()).isTrue();
        assertThat(driver.committed("t", 1)).isNull();
    }

    @Test
    void aGroupWithMembersIsNotDeleted() {
        // given
        classicMember();

        // when
        driver.take(driver.group().delete(driver.context("admin")));

        // then
        assertThat(Objects.requireNonNull(driver.answer(driver.lastRequest())).error())
                .isEqualTo(ErrorCode.NON_EMPTY_GROUP);
    }

    @Test
    void aTopicTakesItsOffsetsAlong() {
        // given
        driver.commit("", -1, "t", 0, 1);
        driver.commit("", -1, "u", 0, 1);

        // when
        driver.take(driver.group().topicsDeleted(Map.of("t", GroupDriver.id("t"))));

        // then
        assertThat(driver.committed("t", 0)).isNull();
        assertThat(driver.committed("u", 0)).isEqualTo(1);
    }

    @Test
    void offsetsAreTheSameForANewCoordinator() {
        // given
        driver.commit("", -1, "t", 0, 1);
        driver.commit("", -1, "t", 0, 2);

        // when
        driver.moveCoordinator();

        // then
        assertThat(driver.committed("t", 0)).isEqualTo(2);
        assertThat(GroupSettings.DEFAULT.offsetsRetentionMs()).isEqualTo(7 * DAY_MS);
    }
}
