package io.sampo.broker.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.broker.BrokerSettings;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GivenSystemTest {
    private static final String FITTING = """
            pekko.actor.provider = cluster
            pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            pekko.remote.artery.advanced.maximum-frame-size = 2 MiB
            pekko.cluster.roles = [app, broker, broker-1, controller]
            pekko.loglevel = ERROR
            pekko.cluster.jmx.enabled = off
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pekko.actor.provider = local | pekko.actor.provider = local: expected cluster
            pekko.cluster.roles = [broker-1, controller] | pekko.cluster.roles = [broker-1, controller]: expected also broker (
            pekko.cluster.roles = [broker, controller] | [broker, controller]: expected also broker-1 (broker 1
            pekko.cluster.roles = [app, broker] | [app, broker]: expected also broker-1, controller (broker 1, one of sampo.controller.voters)
            pekko.remote.artery.advanced.maximum-frame-size = 256 KiB | pekko.remote.artery.advanced.maximum-frame-size = 256 KiB: expected 2 MiB or more
            pekko.cluster.sharding.coordinator-singleton-role-override = off | coordinator-singleton-role-override = off: expected on
            pekko.actor.serialization-identifiers."io.sampo.messages.wire.KryoWire" = 7000 | "io.sampo.messages.wire.KryoWire" = 7000: expected 7301
            pekko.actor.serialization-bindings."io.sampo.messages.WireMessage" = bytes | serialization-bindings."io.sampo.messages.WireMessage" = bytes: expected sampo-control
            sampo.partition-dispatcher = null | sampo.partition-dispatcher = missing: expected the reference.conf
            """)
    void whatABrokerNeedsIsRefusedInOneLine(String instead, String said) throws Exception {
        onSystem(
                instead, system -> assertThatThrownBy(() -> GivenSystem.check(system, settings("sampo.artery.port", 0)))
                        .isInstanceOfSatisfying(
                                SampoException.class, e -> assertThat(e.error()).isEqualTo(ErrorCode.INVALID_CONFIG))
                        .hasMessageStartingWith("A broker cannot run on the actor system 'app': ")
                        .hasMessageContaining(said)
                        .hasMessageNotContaining("\n"));
    }

    @Test
    void anOpenPortIsThatOfTheSystemAndAnotherOneIsRefused() throws Exception {
        onSystem("", system -> {
            int port =
                    Cluster.get(system.classicSystem()).selfAddress().getPort().orElseThrow();
            assertThat(GivenSystem.check(system, settings("sampo.artery.port", 0))
                            .endpoints()
                            .arteryPort())
                    .isEqualTo(port);
            assertThatThrownBy(() -> GivenSystem.check(system, settings("sampo.artery.port", 1)))
                    .hasMessageContaining("sampo.artery.port = 1: expected " + port + " or 0");
            assertThatThrownBy(() -> GivenSystem.check(system, settings("sampo.host", "10.0.0.1")))
                    .hasMessageContaining("sampo.host = 10.0.0.1: expected 127.0.0.1");
        });
    }

    @Test
    void onlyAVoterNeedsTheRoleOfControllers() throws Exception {
        onSystem("pekko.cluster.roles = [broker, broker-1]", system -> {
            BrokerSettings noVoter = BrokerSettings.from(ConfigFactory.parseMap(
                    Map.of("sampo.artery.port", 0, "sampo.controller.voters", "2@127.0.0.1:9971:9871")));
            assertThat(GivenSystem.check(system, noVoter).isVoter()).isFalse();
        });
    }

    private static BrokerSettings settings(String key, Object value) {
        return BrokerSettings.from(ConfigFactory.parseMap(Map.of(key, value)));
    }

    private static void onSystem(String instead, Consumer<ActorSystem<Void>> test) throws Exception {
        Config config = ConfigFactory.parseString(instead)
                .withFallback(ConfigFactory.parseString(FITTING))
                .withFallback(ConfigFactory.load());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "app", config);
        try {
            test.accept(system);
        } finally {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }
}
