package io.sampo.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.groups.Coordinators;
import io.sampo.groups.Coordinators.Located;
import io.sampo.groups.GroupRequest;
import io.sampo.groups.GroupRequest.CommitOffsets;
import io.sampo.groups.GroupRequest.CommitOffsets.Position;
import io.sampo.groups.GroupRequest.FetchOffsets;
import io.sampo.groups.GroupRequest.MemberHeartbeat;
import io.sampo.groups.GroupResponse;
import io.sampo.groups.GroupResponse.OffsetsFetched;
import io.sampo.groups.OffsetsTopic;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicPartition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Groups on the log of a whole broker in this JVM. */
class GroupsOfBrokerTest {
    private static final Coordinators.Caller CALLER = new Coordinators.Caller("test", "/127.0.0.1");

    @TempDir
    Path directory;

    private BrokerNode start() throws Exception {
        return OneBroker.start(directory, Map.of("sampo.offsets.topic.num.partitions", 3));
    }

    @Test
    void theOffsetsOfAGroupSurviveTheRestartOfTheOnlyBroker() throws Exception {
        // given
        BrokerNode first = start();
        new Talk(first).createTopic("orders");
        assertThat(first.image().metadata().topic(OffsetsTopic.NAME)).isNull();

        // when
        awaitCoordinator(first);

        // then
        assertThat(first.image().metadata().topic(OffsetsTopic.NAME).partitions())
                .hasSize(3);
        assertThat(first.image().metadata().topic(OffsetsTopic.NAME).config().overrides())
                .containsEntry("cleanup.policy", "compact")
                .containsEntry("segment.bytes", "104857600");

        // when
        for (long offset = 1; offset <= 20; offset++) {
            commit(first, offset);
        }
        OneBroker.stop(first);
        BrokerNode second = start();
        awaitCoordinator(second);

        // then
        assertThat(fetched(second)).isEqualTo(20);
        OneBroker.stop(second);
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("__consumer_offsets-0", "__consumer_offsets-1", "__consumer_offsets-2");
        }
    }

    @Test
    void theFiguresOfTheGroupsAreShownWithTheMetrics() throws Exception {
        // given
        BrokerNode node = start();
        new Talk(node).createTopic("orders");
        awaitCoordinator(node);

        // when
        commit(node, 1);
        commit(node, 2);
        GroupRequest joining =
                new MemberHeartbeat("a", 0, null, null, 60_000, new TreeSet<>(Set.of("orders")), null, null, Set.of());
        assertThat(ask(node, joining).error()).isEqualTo(ErrorCode.NONE);

        // then
        OneBroker.until(
                "the member is shown", () -> metrics(node).contains("sampo_group_members{protocol=\"consumer\"} 1.0"));
        assertThat(metrics(node))
                .contains("sampo_groups{protocol=\"consumer\",state=\"Stable\"} 1.0")
                .contains("sampo_groups{protocol=\"classic\",state=\"Empty\"} 0.0")
                .contains("# TYPE sampo_group_offset_commits_total counter")
                .contains("sampo_group_offset_commits_total{protocol=\"classic\"} 2.0")
                .contains("sampo_group_rebalances_begun_total{protocol=\"consumer\"} 1.0")
                .contains("sampo_group_rebalances_completed_total{protocol=\"consumer\"} 1.0")
                .contains("sampo_group_rebalance_partitions_total{outcome=\"kept\",protocol=\"consumer\"} 0.0")
                .contains("sampo_group_members_expelled_total{protocol=\"consumer\"} 0.0");
        OneBroker.stop(node);
    }

    private static String metrics(BrokerNode node) {
        try {
            return OneBroker.get(node.endpoints().httpPort(), "/metrics").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitCoordinator(BrokerNode node) {
        OneBroker.until(
                "a coordinator", () -> node.coordinators().coordinatorOf("g").equals(new Located(ErrorCode.NONE, 1)));
    }

    private static void commit(BrokerNode node, long offset) {
        TreeMap<TopicPartition, Position> positions = new TreeMap<>();
        positions.put(new TopicPartition("orders", 0), new Position(offset, 0, "", null));
        assertThat(ask(node, new CommitOffsets("", null, -1, true, -1, positions)))
                .satisfies(done -> assertThat(((GroupResponse.OffsetsCommitted) done).partitions())
                        .containsEntry(new TopicPartition("orders", 0), ErrorCode.NONE));
    }

    private static Long fetched(BrokerNode node) {
        TopicPartition partition = new TopicPartition("orders", 0);
        OffsetsFetched fetched = (OffsetsFetched) ask(node, new FetchOffsets(null, -1, List.of(partition)));
        return fetched.offsets().containsKey(partition)
                ? fetched.offsets().get(partition).offset()
                : null;
    }

    /** Asks as a client does: until the coordinator is there and has read its partition. */
    private static GroupResponse ask(BrokerNode node, GroupRequest request) {
        CompletableFuture<GroupResponse> last = new CompletableFuture<>();
        OneBroker.until("an answer of the group", () -> {
            CompletableFuture<GroupResponse> answer = new CompletableFuture<>();
            node.coordinators().ask("g", request, CALLER, answer::complete);
            GroupResponse given = answer.orTimeout(60, TimeUnit.SECONDS).join();
            boolean settled = !given.error().retriable();
            if (settled) {
                last.complete(given);
            }
            return settled;
        });
        return last.join();
    }
}
