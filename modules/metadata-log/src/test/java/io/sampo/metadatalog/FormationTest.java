package io.sampo.metadatalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.metadatalog.FormationDecision.Format;
import io.sampo.metadatalog.FormationDecision.JoinExisting;
import io.sampo.metadatalog.FormationDecision.Refuse;
import io.sampo.metadatalog.FormationDecision.StartExisting;
import io.sampo.metadatalog.FormationDecision.WaitFor;
import io.sampo.metadatalog.VoterAnswer.Empty;
import io.sampo.metadatalog.VoterAnswer.HasGroup;
import io.sampo.metadatalog.VoterAnswer.Silent;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormationTest {
    private static final Peer ONE = new Peer("1-a", "127.0.0.1:9870");
    private static final Peer TWO = new Peer("2-b", "127.0.0.1:9871");
    private static final Peer THREE = new Peer("3-c", "127.0.0.1:9872");
    private static final Peer THREE_AGAIN = new Peer("3-d", "127.0.0.1:9872");
    private static final GroupIdentity GROUP = GroupIdentity.ofFirstFormation(List.of(ONE, TWO, THREE));

    @Test
    void groupOnDiskIsStartedWhateverTheOthersSay() {
        // given
        List<VoterAnswer> answers = List.of(new Empty("2", TWO), new Silent("3"));

        // then
        assertThat(Formation.decide(true, ONE, answers)).isEqualTo(new StartExisting());
    }

    @Test
    void votersThatAreAllEmptyFormTheSameGroup() {
        // when
        var first = Formation.decide(false, ONE, List.of(new Empty("2", TWO), new Empty("3", THREE)));
        var third = Formation.decide(false, THREE, List.of(new Empty("1", ONE), new Empty("2", TWO)));

        // then
        assertThat(first).isEqualTo(new Format(GROUP)).isEqualTo(third);
    }

    @Test
    void singleVoterFormsAtOnce() {
        assertThat(Formation.decide(false, ONE, List.of()))
                .isEqualTo(new Format(GroupIdentity.ofFirstFormation(List.of(ONE))));
    }

    @Test
    void silentVoterIsWaitedForByName() {
        assertThat(Formation.decide(false, ONE, List.of(new Empty("2", TWO), new Silent("broker 3 at h:9972"))))
                .isEqualTo(new WaitFor(List.of("broker 3 at h:9972")));
    }

    @Test
    void founderThatWasSlowFormatsWithTheSameGroup() {
        // given another founder has begun already and counts on us
        List<VoterAnswer> answers = List.of(new HasGroup("1", GROUP), new Silent("2"));

        // then
        assertThat(Formation.decide(false, THREE, answers)).isEqualTo(new Format(GROUP));
    }

    @Test
    void wipedVoterJoinsUnderItsNewNameEvenWhileAnotherIsSilent() {
        assertThat(Formation.decide(false, THREE_AGAIN, List.of(new HasGroup("1", GROUP), new Silent("2"))))
                .isEqualTo(new JoinExisting(GROUP));
    }

    @Test
    void votersOfTwoGroupsAreRefused() {
        // given
        GroupIdentity foreign = GroupIdentity.ofFirstFormation(List.of(TWO));

        // then
        assertThat(Formation.decide(false, THREE, List.of(new HasGroup("1", GROUP), new HasGroup("2", foreign))))
                .isInstanceOf(Refuse.class);
    }

    @Test
    void copiedDataDirectoryIsRefused() {
        assertThat(Formation.decide(false, ONE, List.of(new Empty("2", new Peer("1-a", "127.0.0.1:9871")))))
                .isInstanceOf(Refuse.class);
    }

    @Test
    void groupIdFollowsFromTheSetOfFoundersAlone() {
        assertThat(GroupIdentity.ofFirstFormation(List.of(THREE, ONE, TWO)).groupId())
                .isEqualTo(GROUP.groupId());
        assertThat(GroupIdentity.ofFirstFormation(List.of(ONE, TWO, THREE_AGAIN))
                        .groupId())
                .isNotEqualTo(GROUP.groupId());
    }
}
