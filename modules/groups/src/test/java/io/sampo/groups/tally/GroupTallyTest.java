package io.sampo.groups.tally;

import static io.sampo.groups.GroupDriver.assignment;
import static io.sampo.groups.GroupDriver.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.GroupDescription;
import io.sampo.groups.GroupDriver;
import io.sampo.groups.GroupRequest.DeleteOffsets;
import io.sampo.groups.GroupRequest.Protocol;
import io.sampo.groups.GroupResponse.Joined;
import io.sampo.groups.GroupResponse.MemberAlive;
import io.sampo.groups.classic.EmbeddedProtocolCodec;
import io.sampo.groups.classic.EmbeddedProtocolCodec.Subscription;
import io.sampo.model.TopicPartition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What operators see of a group. */
class GroupTallyTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);
    private static final TopicPartition T2 = new TopicPartition("t", 2);

    private final GroupDriver driver = new GroupDriver().topics("t", 3);

    /** What was counted since the last call: {@code FIGURE of protocol = count}. */
    private Map<String, Long> news() {
        Map<String, Long> news = new TreeMap<>();
        driver.group().tally().giveTo((figure, type, count) -> news.merge(figure + " of " + type, count, Long::sum));
        return news;
    }

    private Standing standing() {
        return driver.group().tally().standing();
    }

    private void movesTo(String giver, int giversEpoch, String taker) {
        MemberAlive told = driver.beat(giver, giversEpoch);
        driver.beat(giver, giversEpoch, Objects.requireNonNull(told.assignment()));
        driver.beat(taker, giversEpoch + 1);
    }

    @Test
    void whatDoesNotMoveInARebalanceIsCountedAsKept() {
        // given
        driver.joinAs("a", "t");
        assertThat(news())
                .as("one step, and nothing was read before it")
                .isEqualTo(Map.of("REBALANCES_BEGUN of CONSUMER", 1L, "REBALANCES_COMPLETED of CONSUMER", 1L));
        driver.joinAs("b", "t");
        assertThat(news()).isEqualTo(Map.of("REBALANCES_BEGUN of CONSUMER", 1L));
        assertThat(standing()).isEqualTo(Standing.CONSUMER_RECONCILING);

        // when
        movesTo("a", 2, "b");

        // then
        assertThat(news())
                .isEqualTo(Map.of(
                        "REBALANCES_COMPLETED of CONSUMER", 1L,
                        "PARTITIONS_KEPT of CONSUMER", 2L,
                        "PARTITIONS_MOVED of CONSUMER", 1L));
        assertThat(standing()).isEqualTo(Standing.CONSUMER_STABLE);
        assertThat(driver.group().tally().members()).isEqualTo(2);
    }

    @Test
    void aRebalanceThatIsOvertakenIsOneWithTheNext() {
        // given
        driver.joinAs("a", "t");
        news();

        // when
        driver.joinAs("b", "t");
        driver.joinAs("c", "t");

        // then
        assertThat(news()).isEqualTo(Map.of("REBALANCES_BEGUN of CONSUMER", 1L));
        MemberAlive told = driver.beat("a", 2);
        driver.beat("a", 2, Objects.requireNonNull(told.assignment()));
        driver.beat("b", 3);
        driver.beat("c", 4);
        driver.beat("b", 4);
        assertThat(news())
                .isEqualTo(Map.of(
                        "REBALANCES_COMPLETED of CONSUMER", 1L,
                        "PARTITIONS_KEPT of CONSUMER", 1L,
                        "PARTITIONS_MOVED of CONSUMER", 2L));
    }

    @Test
    void whatAStaticMemberComesBackToWasPaused() {
        // given
        driver.beat("a", 0, "instance", List.of("t"), null, Set.of());
        news();

        // when
        driver.beat("a", -2, "instance", null, null, null);
        driver.beat("b", 0, "instance", List.of("t"), null, Set.of());

        // then
        assertThat(news())
                .isEqualTo(Map.of(
                        "REBALANCES_BEGUN of CONSUMER", 1L,
                        "REBALANCES_COMPLETED of CONSUMER", 1L,
                        "PARTITIONS_PAUSED of CONSUMER", 3L));
    }

    @Test
    void aGroupAtRestThatIsReadBackHasNothingToTellAndOneInARebalanceHasBegunIt() {
        // given
        driver.joinAs("a", "t");
        driver.commit("a", 2, "t", 0, 5);

        // when
        driver.moveCoordinator();

        // then
        assertThat(news()).isEmpty();
        assertThat(standing()).isEqualTo(Standing.CONSUMER_STABLE);

        // when
        driver.joinAs("b", "t");
        driver.moveCoordinator();

        // then
        assertThat(news()).isEqualTo(Map.of("REBALANCES_BEGUN of CONSUMER", 1L));
        movesTo("a", 2, "b");
        assertThat(news()).containsEntry("REBALANCES_COMPLETED of CONSUMER", 1L);
    }

    @Test
    void whoIsSilentIsExpelledAndWhoLeavesIsNot() {
        // given
        driver.joinAs("a", "t");
        news();

        // when
        driver.pass(60_000);

        // then
        assertThat(news()).containsEntry("MEMBERS_EXPELLED of CONSUMER", 1L);
        assertThat(standing()).isEqualTo(Standing.CONSUMER_EMPTY);

        // when
        MemberAlive back = driver.joinAs("b", "t");
        driver.beat("b", -1);

        // then
        assertThat(back.memberEpoch()).isPositive();
        assertThat(news()).doesNotContainKey("MEMBERS_EXPELLED of CONSUMER");
    }

    @Test
    void offsetsAreCountedWhenTheyAreCommittedAndWhenTheyGo() {
        // when
        driver.commit("", -1, "t", 0, 5);
        driver.commit("", -1, "t", 0, 6);

        // then
        assertThat(news()).isEqualTo(Map.of("OFFSETS_COMMITTED of CLASSIC", 2L));
        assertThat(standing()).isEqualTo(Standing.CLASSIC_EMPTY);

        // when
        driver.take(driver.group().deleteOffsets(new DeleteOffsets(List.of(T0)), driver.context("c")));

        // then
        assertThat(news()).isEqualTo(Map.of("OFFSETS_REMOVED of CLASSIC", 1L));
        assertThat(standing()).isEqualTo(Standing.UNKNOWN);
    }

    private static List<Protocol> reading(TopicPartition... owned) {
        return List.of(new Protocol(
                "any",
                EmbeddedProtocolCodec.subscription(
                        (short) 1, new Subscription(names("t"), new TreeSet<>(Arrays.asList(owned)), -1, null))));
    }

    /** A classic group of two, the first of which has all three partitions; then the second takes the last of them. */
    private void classicRebalance(TopicPartition... ownedMeanwhile) {
        long first = driver.join("", null, reading());
        driver.pass(3_000);
        Joined leader = Objects.requireNonNull(driver.joined(first));
        driver.sync(leader.memberId(), leader.generation(), Map.of(leader.memberId(), assignment(T0, T1, T2)));
        news();
        long second = driver.join("", null, reading());
        assertThat(standing()).isEqualTo(Standing.CLASSIC_PREPARING);
        driver.join(leader.memberId(), null, reading(ownedMeanwhile));
        Joined follower = Objects.requireNonNull(driver.joined(second));
        assertThat(standing()).isEqualTo(Standing.CLASSIC_COMPLETING);
        driver.sync(
                leader.memberId(),
                follower.generation(),
                Map.of(leader.memberId(), assignment(T0, T1), follower.memberId(), assignment(T2)));
        assertThat(standing()).isEqualTo(Standing.CLASSIC_STABLE);
    }

    @Test
    void aClassicGroupThatStopsAsAWholeHasPausedWhatDidNotMove() {
        // when
        classicRebalance();

        // then
        assertThat(news())
                .isEqualTo(Map.of(
                        "REBALANCES_BEGUN of CLASSIC", 1L,
                        "REBALANCES_COMPLETED of CLASSIC", 1L,
                        "PARTITIONS_PAUSED of CLASSIC", 2L,
                        "PARTITIONS_MOVED of CLASSIC", 1L));
    }

    @Test
    void aClassicMemberThatJoinsWithItsPartitionsHasKeptThem() {
        // when
        classicRebalance(T0, T1, T2);

        // then
        assertThat(news())
                .containsEntry("PARTITIONS_KEPT of CLASSIC", 2L)
                .containsEntry("PARTITIONS_MOVED of CLASSIC", 1L)
                .doesNotContainKey("PARTITIONS_PAUSED of CLASSIC");
    }

    @Test
    void aGroupThatChangesItsProtocolIsOneOfTheOtherFromThenOn() {
        // given
        classicRebalance();
        news();

        // when
        driver.joinAs("modern", "t");

        // then
        assertThat(news()).isEqualTo(Map.of("REBALANCES_BEGUN of CONSUMER", 1L));
        assertThat(standing().type()).isEqualTo(GroupDescription.Type.CONSUMER);
        assertThat(driver.group().tally().members()).isEqualTo(3);
    }

    @Test
    void whatGoesWithAGroupOfConsumersIsCountedForConsumers() {
        // given
        driver.joinAs("a", "t");
        driver.beat("a", -1);
        driver.commit("", -1, "t", 0, 5);
        assertThat(driver.committed("t", 0)).isEqualTo(5);
        assertThat(standing()).isEqualTo(Standing.CONSUMER_EMPTY);
        news();

        // when
        driver.take(driver.group().delete(driver.context("c")));

        // then
        assertThat(news()).isEqualTo(Map.of("OFFSETS_REMOVED of CONSUMER", 1L));
        assertThat(standing()).isEqualTo(Standing.UNKNOWN);
    }
}
