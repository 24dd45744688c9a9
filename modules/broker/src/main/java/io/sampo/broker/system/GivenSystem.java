package io.sampo.broker.system;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.sampo.broker.BrokerSettings;
import io.sampo.broker.replicas.ReplicaSharding;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.ClusterActorRefProvider;

/**
 * What a broker needs of an actor system that an application hands in. On a system of our own {@code ActorSystems} and
 * {@code sampo-pekko.conf} see to it; here it is looked at before anything is opened, because what is missing would show
 * much later and as something else: a client's batch that is dropped, a replica that never starts.
 */
public final class GivenSystem {
    /** A client's produce or fetch is one frame: {@code SessionMessage.PAYLOAD_BYTES_MAX} and what is around it. */
    private static final long FRAME_BYTES_MIN = 2L << 20;

    private static final String FRAME = "pekko.remote.artery.advanced.maximum-frame-size";
    private static final String SINGLETON_ROLE = "pekko.cluster.sharding.coordinator-singleton-role-override";
    private static final List<String> SERIALIZATION = List.of(
            "pekko.actor.serializers", "pekko.actor.serialization-identifiers", "pekko.actor.serialization-bindings");
    private static final List<String> SECTIONS = List.of(
            "sampo.partition-dispatcher",
            "sampo.coordinator-dispatcher",
            "sampo.io-dispatcher",
            "sampo.recovery-dispatcher",
            "sampo.metadata-log.journal",
            "sampo.metadata-log.snapshot-store");

    private final ActorSystem<?> system;
    private final Config config;
    private final BrokerSettings settings;

    private GivenSystem(ActorSystem<?> system, BrokerSettings settings) {
        this.system = system;
        this.config = system.settings().config();
        this.settings = settings;
    }

    /**
     * Checks {@code system} and tells where the broker is reached on it.
     *
     * @return {@code settings} with the Artery port of {@code system} where they leave it open (0)
     * @throws SampoException {@link ErrorCode#INVALID_CONFIG}, one line: key, value, what would be right
     */
    public static BrokerSettings check(ActorSystem<?> system, BrokerSettings settings) {
        GivenSystem given = new GivenSystem(system, settings);
        given.checkProvider();
        given.checkRoles();
        given.checkFrames();
        given.checkSharding();
        given.checkSections();
        given.checkSerialization();
        return given.atItsAddress();
    }

    private void checkProvider() {
        if (!(system.classicSystem() instanceof org.apache.pekko.actor.ExtendedActorSystem extended
                && extended.provider() instanceof ClusterActorRefProvider)) {
            throw refuse("pekko.actor.provider", config.getString("pekko.actor.provider"), "cluster");
        }
    }

    private void checkRoles() {
        List<String> wanted =
                new ArrayList<>(List.of(ActorSystems.BROKER_ROLE, ReplicaSharding.role(settings.brokerId())));
        if (settings.isVoter()) {
            wanted.add(ActorSystems.CONTROLLER_ROLE);
        }
        Set<String> present = Cluster.get(system.classicSystem()).getSelfRoles();
        List<String> missing =
                wanted.stream().filter(role -> !present.contains(role)).toList();
        if (!missing.isEmpty()) {
            throw refuse(
                    "pekko.cluster.roles",
                    config.getStringList("pekko.cluster.roles").toString(),
                    "also " + String.join(", ", missing) + " (broker " + settings.brokerId()
                            + (settings.isVoter() ? ", one of sampo.controller.voters)" : ")"));
        }
    }

    private void checkFrames() {
        long bytes = config.getBytes(FRAME);
        if (bytes < FRAME_BYTES_MIN) {
            throw refuse(FRAME, config.getValue(FRAME).unwrapped(), "2 MiB or more, a client's batch is one frame");
        }
    }

    /** Off, the shards' coordinator lives on the oldest node of all: only the first broker would start a replica. */
    private void checkSharding() {
        if (!config.getBoolean(SINGLETON_ROLE)) {
            throw refuse(SINGLETON_ROLE, "off", "on, as it is by default");
        }
    }

    private void checkSections() {
        for (String section : SECTIONS) {
            if (!config.hasPath(section)) {
                throw refuse(
                        section, "missing", "the reference.conf of Sampo's jars, as ConfigFactory.load() reads it");
            }
        }
    }

    /** Compared with what this broker's own configuration says: identifiers and bindings are part of the wire format. */
    private void checkSerialization() {
        for (String section : SERIALIZATION) {
            Map<String, String> wanted = ofSampo(settings.whole(), section);
            Map<String, String> present = ofSampo(config, section);
            wanted.forEach((key, value) -> {
                String found = present.getOrDefault(key, "missing");
                if (!found.equals(value)) {
                    throw refuse(
                            section + "." + ConfigUtil.quoteString(key),
                            found,
                            value + ", as in the reference.conf of Sampo's jars");
                }
            });
        }
    }

    /** Entries whose class is ours; such keys have dots in them, so they are no paths. */
    private static Map<String, String> ofSampo(Config config, String section) {
        Map<String, String> ours = new TreeMap<>();
        if (config.hasPath(section)) {
            for (Map.Entry<String, ConfigValue> entry :
                    config.getObject(section).entrySet()) {
                String value = String.valueOf(entry.getValue().unwrapped());
                if (entry.getKey().startsWith("io.sampo.") || value.startsWith("io.sampo.")) {
                    ours.put(entry.getKey(), value);
                }
            }
        }
        return ours;
    }

    /** What the broker registers is where others dial it: it must be the address that the system has. */
    private BrokerSettings atItsAddress() {
        Address address = Cluster.get(system.classicSystem()).selfAddress();
        String host = address.getHost().orElse("");
        int port = address.getPort().orElse(0);
        BrokerEndpoints at = settings.endpoints();
        if (!at.host().equals(host)) {
            throw refuse("sampo.host", at.host(), host + ", pekko.remote.artery.canonical.hostname of that system");
        }
        if (at.arteryPort() != 0 && at.arteryPort() != port) {
            throw refuse("sampo.artery.port", at.arteryPort(), port + " or 0, the Artery port of that system");
        }
        return settings.withEndpoints(
                new BrokerEndpoints(
                        host,
                        port,
                        at.kafkaPort(),
                        at.aeronPort(),
                        at.sessionPort(),
                        at.raftPort(),
                        at.httpPort(),
                        at.kafkaListeners()),
                settings.voters());
    }

    private SampoException refuse(String key, Object value, String expected) {
        return new SampoException(
                ErrorCode.INVALID_CONFIG,
                "A broker cannot run on the actor system '" + system.name() + "': " + key + " = " + value
                        + ": expected " + expected);
    }
}
