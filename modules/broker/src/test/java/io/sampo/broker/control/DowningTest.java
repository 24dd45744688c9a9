package io.sampo.broker.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.BrokerEndpoints;
import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.util.Version;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Set;

/** Which of two members with one broker id has lost its place. */
class DowningTest {
    private static final Member OLDER = member("10.0.0.1", 1);
    private static final Member NEWER = member("10.0.0.2", 2);
    private static final List<Member> BOTH = List.of(OLDER, NEWER);

    @Test
    void theOlderMemberIsDisplacedOnceTheNewerOneIsRegistered() {
        assertThat(Downing.isDisplaced(OLDER, BOTH, at(NEWER))).isTrue();
        assertThat(Downing.isDisplaced(NEWER, BOTH, at(NEWER))).isFalse();
    }

    @Test
    void whoHasJoinedAndIsNotRegisteredYetIsNotDisplacedByTheOlderOne() {
        assertThat(Downing.isDisplaced(NEWER, BOTH, at(OLDER))).isFalse();
        assertThat(Downing.isDisplaced(OLDER, BOTH, at(OLDER))).isFalse();
    }

    @Test
    void aPlaceThatNobodyIsAtDisplacesNobody() {
        assertThat(Downing.isDisplaced(OLDER, List.of(OLDER), at(NEWER))).isFalse();
    }

    private static Member member(String host, int upNumber) {
        return new Member(
                new UniqueAddress(new Address("pekko", "sampo", host, 7001), (long) upNumber),
                upNumber,
                MemberStatus.up(),
                new Set.Set1<>("dc-default"),
                Version.Zero());
    }

    private static BrokerEndpoints at(Member member) {
        return new BrokerEndpoints(member.address().getHost().orElseThrow(), 7001, 2, 3, 4, 5, 6);
    }
}
