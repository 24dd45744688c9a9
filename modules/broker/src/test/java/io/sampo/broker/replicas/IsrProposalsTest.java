package io.sampo.broker.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.BrokerMessage.IsrMember;
import io.sampo.messages.BrokerMessage.ProposeIsr;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsrProposalsTest {
    private static final TopicId TOPIC = TopicId.random();

    private final IsrProposals proposals = new IsrProposals(1_000, 2);

    @Test
    void oneListIsInFlightAtATime() {
        // given
        proposals.propose(proposal(0, 1));
        assertThat(proposals.toSend(0)).containsExactly(proposal(0, 1));

        // when
        proposals.propose(proposal(1, 1));

        // then
        assertThat(proposals.toSend(10)).isEmpty();
    }

    @Test
    void anUnansweredListIsSentAgainUnderTheSameId() {
        // given
        proposals.propose(proposal(0, 1));
        proposals.toSend(0);
        long id = proposals.requestId();

        // when
        List<ProposeIsr> again = proposals.toSend(1_000);

        // then
        assertThat(again).containsExactly(proposal(0, 1));
        assertThat(proposals.requestId()).isEqualTo(id);
    }

    @Test
    void anAnswerFreesTheWayForTheNextList() {
        // given
        proposals.propose(proposal(0, 1));
        proposals.toSend(0);
        proposals.propose(proposal(1, 1));

        // when
        List<ProposeIsr> settled = proposals.answered(proposals.requestId());

        // then
        assertThat(settled).containsExactly(proposal(0, 1));
        assertThat(proposals.toSend(20)).containsExactly(proposal(1, 1));
    }

    @Test
    void anAnswerToAnOlderListSettlesNothing() {
        // given
        proposals.propose(proposal(0, 1));
        proposals.toSend(0);

        // when
        List<ProposeIsr> settled = proposals.answered(proposals.requestId() - 1);

        // then
        assertThat(settled).isEmpty();
        assertThat(proposals.toSend(10)).isEmpty();
    }

    @Test
    void aRefusalIsFinalOnlyWhereNoOtherCopyCanBeAccepted() {
        // given: sent once, and repeated by its replica meanwhile
        proposals.propose(proposal(0, 1));
        proposals.toSend(0);
        proposals.propose(proposal(0, 1));
        proposals.answered(proposals.requestId());

        // then: the repetition does not leave after the refusal (R7, H14)
        assertThat(proposals.isRefusalFinal(proposal(0, 1))).isTrue();
        assertThat(proposals.toSend(1)).isEmpty();
    }

    @Test
    void theRefusalOfAListThatWasSentTwiceIsNotFinal() {
        // given
        proposals.propose(proposal(0, 1));
        proposals.toSend(0);
        proposals.toSend(1_000);
        proposals.answered(proposals.requestId());

        // then
        assertThat(proposals.isRefusalFinal(proposal(0, 1))).isFalse();
    }

    @Test
    void aNewerProposalReplacesOneThatWasNotSent() {
        // given
        proposals.propose(proposal(0, 1));
        proposals.propose(proposal(0, 2));

        // when
        List<ProposeIsr> sent = proposals.toSend(0);

        // then
        assertThat(sent).containsExactly(proposal(0, 2));
    }

    @Test
    void aListIsBounded() {
        // given
        proposals.propose(proposal(0, 1));
        proposals.propose(proposal(1, 1));
        proposals.propose(proposal(2, 1));

        // when
        List<ProposeIsr> sent = proposals.toSend(0);

        // then
        assertThat(sent).hasSize(2);
        proposals.answered(proposals.requestId());
        assertThat(proposals.toSend(1)).containsExactly(proposal(2, 1));
    }

    @Test
    void anotherControllerIsAskedAtOnce() {
        // given
        proposals.propose(proposal(0, 1));
        proposals.toSend(0);

        // when
        proposals.resendNow();

        // then
        assertThat(proposals.toSend(1)).containsExactly(proposal(0, 1));
    }

    private static ProposeIsr proposal(int partition, int partitionEpoch) {
        return new ProposeIsr(new TopicIdPartition(TOPIC, partition), 1, partitionEpoch, List.of(new IsrMember(1, 5)));
    }
}
