package io.sampo.broker.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.broker.BrokerSettings;
import io.sampo.broker.OneBroker;
import io.sampo.broker.control.BrokerIdentity;
import io.sampo.broker.control.BrokerIdentity.Past;
import io.sampo.model.Offsets;
import io.sampo.transport.session.SessionFrame.ArteryAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a node says of itself to the controller. */
class SelfDescriptionTest {
    private final AtomicBoolean facesOpen = new AtomicBoolean();
    private final SelfDescription self = new SelfDescription(1, "", facesOpen::get);

    @Test
    void aBrokerHasNotCaughtUpBeforeItsFacesAreOpen() {
        // given
        BrokerSettings settings = OneBroker.settings(Path.of("unused"), Map.of());
        BrokerIdentity identity = new BrokerIdentity(
                settings, settings.endpoints(), "a-system", new Past("", -1, true, List.of()), (cluster, epoch) -> {});
        self.become(identity, new ArteryAddress("a-system", "127.0.0.1", 1));
        identity.applied(70);

        // when, then
        assertThat(self.heartbeat().appliedMetadataOffset()).isEqualTo(Offsets.UNKNOWN);
        facesOpen.set(true);
        assertThat(self.heartbeat().appliedMetadataOffset()).isEqualTo(70);
    }
}
