package io.sampo.client.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ClientFixture;
import io.sampo.client.ClientSettings;
import io.sampo.client.ConsumerSettings;
import io.sampo.client.StartAt;
import io.sampo.client.fetch.FetchPosition.Rest;
import io.sampo.client.intercept.Interceptors;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ClusterView.TopicView;
import io.sampo.messages.SessionMessage;
import io.sampo.model.PartitionState;
import io.sampo.model.TopicId;
import io.sampo.model.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose word counts: a group that is being left speaks on another thread than the user who assigns by hand. */
class ConsumerActorTest {
    private static final TopicPartition MINE = new TopicPartition("mine", 0);
    private static final TopicPartition GIVEN = new TopicPartition("given", 0);

    private final AtomicBoolean byHand = new AtomicBoolean();
    private final BlockingQueue<SessionMessage> asked = new LinkedBlockingQueue<>();
    private final ActorSystem<ConsumerActor.Command> consumer = ActorSystem.create(
            Behaviors.setup(context -> ConsumerActor.create(
                    context.spawnAnonymous(Behaviors.<ClientMessage>receiveMessage(this::heard)),
                    ClientSettings.of(Map.of()),
                    ConsumerSettings.of(Map.of()),
                    new Interceptors<>(List.of()),
                    byHand::get)),
            "consumer-test");

    private Behavior<ClientMessage> heard(ClientMessage message) {
        if (message instanceof HubCommand.Request request) {
            asked.add(request.message());
        }
        return Behaviors.same();
    }

    @AfterEach
    void end() {
        consumer.terminate();
    }

    private Map<TopicPartition, Long> positions() {
        CompletableFuture<Map<TopicPartition, Long>> promise = new CompletableFuture<>();
        consumer.tell(new ConsumerActor.Positions(promise, false));
        return ClientFixture.get(promise);
    }

    @Test
    void theWordOfAGroupThatComesBehindWhatWasAssignedByHandChangesNothing() {
        // given
        consumer.tell(new ConsumerActor.Assign(Map.of(GIVEN, StartAt.offset(5)), Set.of(), true));
        assertThat(positions()).containsOnlyKeys(GIVEN);
        byHand.set(true);
        consumer.tell(new ConsumerActor.Assign(Map.of(MINE, StartAt.offset(7)), Set.of(), false));

        // when: told by the membership before it knew, and overtaken by the user
        consumer.tell(new ConsumerActor.Assign(Map.of(), Set.of(), true));
        consumer.tell(new ConsumerActor.Assign(Map.of(GIVEN, StartAt.offset(5)), Set.of(), true));

        // then
        assertThat(positions()).containsOnlyKeys(MINE);
    }

    @Test
    void whoWaitsIsServedAsSoonAsSomethingIsAssignedByHand() throws Exception {
        // given
        PartitionState led = new PartitionState(1, 1, 1, List.of(1), List.of(1), false);
        consumer.tell(new HubEvent.ViewArrived(new ClusterView(
                "c", 1, 1, 1, List.of(), List.of(new TopicView("mine", TopicId.random(), Map.of(), List.of(led))))));
        consumer.tell(new ConsumerActor.Demand(new CompletableFuture<>(), Long.MAX_VALUE));

        // when
        byHand.set(true);
        consumer.tell(new ConsumerActor.Assign(Map.of(MINE, StartAt.offset(7)), Set.of(), false));

        // then: nothing else has to happen first
        assertThat(asked.poll(60, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(SessionMessage.Fetch.class, fetch -> assertThat(fetch.fromOffset())
                        .isEqualTo(7));
    }

    @Test
    void whatWaitsForItsStartIsNotReleasedByTheGroupOfBefore() throws Exception {
        // given
        PartitionState led = new PartitionState(1, 1, 1, List.of(1), List.of(1), false);
        consumer.tell(new HubEvent.ViewArrived(new ClusterView(
                "c", 1, 1, 1, List.of(), List.of(new TopicView("mine", TopicId.random(), Map.of(), List.of(led))))));
        byHand.set(true);
        consumer.tell(new ConsumerActor.AssignUnstarted(List.of(MINE)));
        consumer.tell(new ConsumerActor.Demand(new CompletableFuture<>(), Long.MAX_VALUE));

        // when: the end of a change that was under way, and then what the group has committed
        consumer.tell(new ConsumerActor.Rest(Set.of(MINE), Rest.HELD, false));
        consumer.tell(new ConsumerActor.Start(Map.of(MINE, StartAt.offset(9))));

        // then
        assertThat(asked.poll(60, TimeUnit.SECONDS))
                .as("the first that a broker is asked")
                .isInstanceOfSatisfying(SessionMessage.Fetch.class, fetch -> assertThat(fetch.fromOffset())
                        .isEqualTo(9));
    }
}
