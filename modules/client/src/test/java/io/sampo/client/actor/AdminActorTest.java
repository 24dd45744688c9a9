package io.sampo.client.actor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ClientFixture;
import io.sampo.client.ClientSettings;
import io.sampo.messages.ClusterView;
import io.sampo.model.SampoException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdminActorTest {
    private final ActorSystem<AdminActor.Command> admin = ActorSystem.create(
            Behaviors.setup(context -> AdminActor.create(
                    context.getSystem().ignoreRef(), ClientSettings.of(Map.of("default.api.timeout.ms", 100)))),
            "admin-test");

    @AfterEach
    void end() {
        admin.terminate();
    }

    @Test
    void whoeverWaitsForAViewThatNeverComesIsToldInTime() {
        // given
        CompletableFuture<ClusterView> promise = new CompletableFuture<>();
        // when
        admin.tell(new AdminActor.ShowView(promise));
        // then
        assertThatThrownBy(() -> ClientFixture.get(promise))
                .isInstanceOf(SampoException.class)
                .hasMessage("No broker has shown the cluster within 100 ms");
    }
}
