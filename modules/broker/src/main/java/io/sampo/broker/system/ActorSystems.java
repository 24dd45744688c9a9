package io.sampo.broker.system;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.sampo.broker.BrokerSettings;
import io.sampo.broker.replicas.ReplicaSharding;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.event.Logging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the actor system of a broker that runs on its own. */
public final class ActorSystems {
    /** Role of every broker's node. */
    public static final String BROKER_ROLE = "broker";

    /** Role of the nodes that hold the metadata log. */
    public static final String CONTROLLER_ROLE = "controller";

    private static final Logger LOG = LoggerFactory.getLogger(ActorSystems.class);
    private static final long TERMINATE_TIMEOUT_S = 20;

    private ActorSystems() {}

    /**
     * A new actor system, bound and not yet in any cluster.
     *
     * @param groupId of the metadata log: the only cluster that it joins is the one of that log
     * @throws SampoException with one line if the port is in use
     */
    public static ActorSystem<Void> create(BrokerSettings settings, UUID groupId) {
        try {
            return ActorSystem.create(Behaviors.empty(), settings.actorSystem(), config(settings, groupId));
        } catch (RuntimeException e) {
            BrokerEndpoints at = settings.endpoints();
            throw new SampoException(
                    ErrorCode.BROKER_NOT_AVAILABLE,
                    "Cannot start the actor system on " + at.host() + ":" + at.arteryPort() + " (sampo.artery.port): "
                            + rootMessage(e),
                    e);
        }
    }

    static Config config(BrokerSettings settings, UUID groupId) {
        BrokerEndpoints at = settings.endpoints();
        List<String> roles = new ArrayList<>(List.of(BROKER_ROLE, ReplicaSharding.role(settings.brokerId())));
        if (settings.isVoter()) {
            roles.add(CONTROLLER_ROLE);
        }
        // Seeds are contact addresses that the broker itself joins by (ARCHITECTURE 3.0); Pekko must not do it alone.
        return ConfigFactory.empty()
                .withValue("pekko.remote.artery.canonical.hostname", ConfigValueFactory.fromAnyRef(at.host()))
                .withValue("pekko.remote.artery.canonical.port", ConfigValueFactory.fromAnyRef(at.arteryPort()))
                .withValue("pekko.cluster.roles", ConfigValueFactory.fromIterable(roles))
                .withValue("pekko.cluster.seed-nodes", ConfigValueFactory.fromIterable(List.of()))
                .withValue(
                        "pekko.cluster.configuration-compatibility-check.checkers.sampo-cluster",
                        ConfigValueFactory.fromAnyRef(ClusterIdentityCheck.class.getName()))
                .withValue(ClusterIdentityCheck.KEY, ConfigValueFactory.fromAnyRef(groupId.toString()))
                .withFallback(settings.whole());
    }

    /** Whether {@code system}, which has ended, was refused as a node of another cluster, or refused the one it asked. */
    public static boolean metAnotherCluster(ActorSystem<?> system) {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(CoordinatedShutdown.incompatibleConfigurationDetectedReason()::equals)
                .isPresent();
    }

    /** Ends {@code system} quietly; returns when it is gone, or after a while with a warning. */
    public static void terminate(ActorSystem<?> system) {
        quieten(system);
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(TERMINATE_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The actor system did not end within {} s; going on without it", TERMINATE_TIMEOUT_S);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warn("The actor system ended badly", e.getCause());
        }
    }

    /**
     * From now on {@code system} tells of errors alone. It ends because we want it to, and that its connections are cut
     * while it does is no news: where a start was refused, the one line that says why shall stand alone.
     */
    public static void quieten(ActorSystem<?> system) {
        system.classicSystem().eventStream().setLogLevel(Logging.ErrorLevel());
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("unknown reason");
    }
}
