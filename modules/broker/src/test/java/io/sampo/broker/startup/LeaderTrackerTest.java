package io.sampo.broker.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.transport.session.SessionFrame.ArteryAddress;
import io.sampo.transport.session.SessionFrame.Leads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderTrackerTest {
    private static final ArteryAddress ADDRESS = new ArteryAddress("sampo", "127.0.0.1", 25520);

    private final List<Leads> changes = new ArrayList<>();
    private final LeaderTracker tracker = new LeaderTracker(changes::add);

    @Test
    void theHighestTermWins() {
        // given
        tracker.heard(new Leads(1, 5, ADDRESS));

        // when
        tracker.heard(new Leads(2, 4, ADDRESS));

        // then
        assertThat(tracker.current().leaderBrokerId()).isEqualTo(1);
        assertThat(changes).hasSize(1);
    }

    @Test
    void anAddressCompletesWhatIsKnown() {
        // given
        tracker.heard(new Leads(1, 5, null));

        // when
        tracker.heard(new Leads(1, 5, ADDRESS));

        // then
        assertThat(tracker.current().artery()).isEqualTo(ADDRESS);
        assertThat(changes).hasSize(2);
    }

    @Test
    void aTermWithoutLeaderEndsTheOneBefore() {
        // given
        tracker.heard(new Leads(1, 5, ADDRESS));

        // when
        tracker.heard(Leads.nobody(6));

        // then
        assertThat(tracker.current().leaderBrokerId()).isNegative();
    }

    @Test
    void theSameWordTwiceChangesNothing() {
        // given
        tracker.heard(new Leads(1, 5, ADDRESS));

        // when
        tracker.heard(new Leads(1, 5, ADDRESS));

        // then
        assertThat(changes).hasSize(1);
    }
}
