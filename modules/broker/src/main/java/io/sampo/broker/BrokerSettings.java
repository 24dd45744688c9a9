package io.sampo.broker;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sampo.coordinator.CoordinatorSettings;
import io.sampo.model.BrokerEndpoints;
import io.sampo.model.ErrorCode;
import io.sampo.model.KafkaDoors;
import io.sampo.model.KafkaListener;
import io.sampo.model.SampoException;
import io.sampo.model.Voter;
import io.sampo.storage.cleaning.CleanerSettings;
import io.sampo.storage.scrubbing.ScrubSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The configuration of one broker, read once from HOCON; {@code reference.conf} of this module explains every key.
 *
 * @param endpoints ports as configured; 0 where a free one is to be taken
 * @param seeds contact addresses {@code host:port} or {@code system@host:port}
 * @param voters brokers that hold the metadata log; never empty
 * @param kafkaListeners where Kafka clients are listened for; those that they are told of are in {@code endpoints}
 * @param topicDefaults defaults of topics on this broker, by the names of topic configurations
 * @param whole everything that was configured: what Pekko reads
 */
public record BrokerSettings(
        int brokerId,
        BrokerEndpoints endpoints,
        String actorSystem,
        List<String> seeds,
        List<Voter> voters,
        List<Path> logDirs,
        Path metadataLogDir,
        List<KafkaListener> kafkaListeners,
        Map<String, String> topicDefaults,
        Timing timing,
        Replication replication,
        Config whole) {

    /** File handles that may stay open unused, over all log directories ({@code sampo.log.open.files.max}). */
    public int openFilesMax() {
        return positive(whole.getConfig("sampo"), "log.open.files.max");
    }

    /** Free bytes below which leaders take nothing from clients; 0 = no limit ({@code sampo.log.dir.min.free.bytes}). */
    public long dirMinFreeBytes() {
        return bytes(whole.getConfig("sampo"), "log.dir.min.free.bytes");
    }

    /** Size of the ballast file of a log directory; 0 = none ({@code sampo.log.dir.ballast.bytes}). */
    public long dirBallastBytes() {
        return bytes(whole.getConfig("sampo"), "log.dir.ballast.bytes");
    }

    /** Pushes that may lie here unwritten, over all replicas, in bytes ({@code sampo.replica.arrivals.max.bytes}). */
    public int arrivalBytesMax() {
        return positive(whole.getConfig("sampo"), "replica.arrivals.max.bytes");
    }

    /** In flight to one follower broker over all partitions, in bytes ({@code sampo.replica.inflight.max.bytes}). */
    public int inFlightBytesMax() {
        return positive(whole.getConfig("sampo"), "replica.inflight.max.bytes");
    }

    /** Intervals and timeouts. */
    public record Timing(
            Duration sessionTimeout,
            Duration heartbeatInterval,
            Duration controlledShutdownTimeout,
            Duration retentionCheckInterval,
            Duration clockJumpMax,
            Duration checkpointInterval) {}

    /** Sizes of replication. */
    public record Replication(
            long lagTimeMaxMs,
            int windowBytes,
            int pushBytesMax,
            String aeronDirectory,
            int aeronMtuBytes,
            int aeronWindowBytes,
            int aeronTermBytes) {}

    public BrokerSettings {
        seeds = List.copyOf(seeds);
        voters = List.copyOf(voters);
        logDirs = List.copyOf(logDirs);
        kafkaListeners = List.copyOf(kafkaListeners);
        topicDefaults = Map.copyOf(topicDefaults);
    }

    /**
     * Reads a configuration file.
     *
     * @param overrides keys that win over the file; those without the prefix {@code sampo.} or {@code pekko.} get {@code sampo.}
     * @throws SampoException with {@link ErrorCode#INVALID_CONFIG} and one line that names the key, the value and what
     *     would be right
     */
    public static BrokerSettings load(Path file, Map<String, String> overrides) {
        if (!Files.isRegularFile(file)) {
            throw invalid("Configuration file " + file + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; see cluster-config/ for examples");
        }
        try {
            Config parsed = ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
            return from(withOverrides(parsed, overrides));
        } catch (ConfigException e) {
            throw invalid("Configuration file " + file + ": " + oneLine(e));
        }
    }

    /** The settings of {@code config}, whose missing keys are those of {@code reference.conf}. Errors as in {@link #load}. */
    public static BrokerSettings from(Config config) {
        Config reference = ConfigFactory.defaultReferenceUnresolved();
        // Ours above Pekko's, the user's above ours.
        Config whole = config.withFallback(ConfigFactory.parseResources("sampo-pekko.conf"))
                .withFallback(reference)
                .resolve();
        try {
            refuseUnknownKeys(config, reference);
            return read(whole, whole.getConfig("sampo"));
        } catch (ConfigException e) {
            throw invalid(oneLine(e));
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** {@code config} with single keys replaced, as {@code -D key=value} does. */
    public static Config withOverrides(Config config, Map<String, String> overrides) {
        Config result = config;
        for (Map.Entry<String, String> override : overrides.entrySet()) {
            String key = override.getKey();
            String path = key.startsWith("sampo.") || key.startsWith("pekko.") ? key : "sampo." + key;
            // Parsed as HOCON, so that lists and numbers may be given; a text that is none is taken as it stands.
            Config one;
            try {
                one = ConfigFactory.parseString(path + " = " + override.getValue());
            } catch (ConfigException e) {
                one = ConfigFactory.parseMap(Map.of(path, override.getValue()));
            }
            result = one.withFallback(result);
        }
        return result;
    }

    private static void refuseUnknownKeys(Config config, Config reference) {
        if (!config.hasPath("sampo")) {
            return;
        }
        Set<String> known = new TreeSet<>();
        reference.getConfig("sampo").entrySet().forEach(entry -> known.add(entry.getKey()));
        for (Map.Entry<String, ConfigValue> entry : config.getConfig("sampo").entrySet()) {
            String key = entry.getKey();
            // Dispatchers take whatever Pekko knows of.
            if (!known.contains(key) && !key.contains("dispatcher.")) {
                throw new IllegalArgumentException("sampo." + key + " is not a key of Sampo; similar are "
                        + String.join(", ", similar(key, known)));
            }
        }
    }

    /** The known keys that share most of their beginning and their end with {@code key}. */
    private static List<String> similar(String key, Set<String> known) {
        return known.stream()
                .sorted(Comparator.comparingInt((String name) ->
                                -sharedBeginning(key, name) - sharedBeginning(reversed(key), reversed(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(5)
                .toList();
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }

    private static int sharedBeginning(String one, String other) {
        int length = 0;
        while (length < one.length() && length < other.length() && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    private static BrokerSettings read(Config whole, Config sampo) {
        int brokerId = sampo.getInt("broker.id");
        if (brokerId < 0) {
            throw new IllegalArgumentException("sampo.broker.id = " + brokerId + ": expected a whole number from 0 up");
        }
        // Without the module gateway there are no such keys: nobody would listen, and nobody is told of it.
        KafkaDoors doors = !sampo.hasPath("listeners")
                ? KafkaDoors.NONE
                : KafkaDoors.parse(
                        sampo.getString("listeners"),
                        sampo.getString("advertised.listeners"),
                        sampo.getString("host"),
                        port(sampo, "kafka.port"));
        BrokerEndpoints endpoints = new BrokerEndpoints(
                        sampo.getString("host"),
                        port(sampo, "artery.port"),
                        0,
                        port(sampo, "aeron.port"),
                        port(sampo, "session.port"),
                        port(sampo, "raft.port"),
                        port(sampo, "http.port"))
                .withKafka(doors.advertised());
        List<Voter> voters =
                strings(sampo, "controller.voters").stream().map(Voter::parse).toList();
        if (voters.isEmpty()) {
            voters = List.of(new Voter(brokerId, endpoints.host(), endpoints.sessionPort(), endpoints.raftPort()));
        } else if (voters.size() % 2 == 0) {
            throw new IllegalArgumentException("sampo.controller.voters names " + voters.size()
                    + " brokers: expected 1, 3 or 5, an even number tolerates no more failures than one less");
        }
        List<Path> logDirs = strings(sampo, "log.dirs").stream().map(Path::of).toList();
        if (logDirs.isEmpty()) {
            throw new IllegalArgumentException("sampo.log.dirs is empty: expected at least one directory");
        }
        String metadataDir = sampo.getString("metadata.log.dir");
        cleaner(sampo);
        scrub(sampo);
        positive(sampo, "replica.arrivals.max.bytes");
        positive(sampo, "replica.inflight.max.bytes");
        CoordinatorSettings.of(whole, voters.size());
        return new BrokerSettings(
                brokerId,
                endpoints,
                sampo.getString("actor-system"),
                strings(sampo, "seeds"),
                voters,
                logDirs,
                metadataDir.isEmpty() ? logDirs.get(0).resolve(".sampo-metadata") : Path.of(metadataDir),
                doors.listeners(),
                TopicDefaults.read(sampo),
                timing(sampo),
                replication(sampo),
                whole);
    }

    private static Timing timing(Config sampo) {
        return new Timing(
                millis(sampo, "broker.session.timeout.ms"),
                millis(sampo, "broker.heartbeat.interval.ms"),
                millis(sampo, "controlled.shutdown.timeout.ms"),
                millis(sampo, "log.retention.check.interval.ms"),
                millis(sampo, "log.retention.clock.jump.max.ms"),
                millis(sampo, "log.flush.offset.checkpoint.interval.ms"));
    }

    private static Replication replication(Config sampo) {
        return new Replication(
                millis(sampo, "replica.lag.time.max.ms").toMillis(),
                positive(sampo, "replica.window.bytes"),
                positive(sampo, "replica.push.max.bytes"),
                sampo.getString("aeron.dir"),
                Math.toIntExact(bytes(sampo, "aeron.mtu.bytes")),
                positive(sampo, "aeron.window.bytes"),
                positive(sampo, "aeron.term.bytes"));
    }

    /** A list, or Kafka's way of writing one: a text with commas. */
    private static List<String> strings(Config sampo, String key) {
        if (sampo.getValue(key).valueType() != ConfigValueType.STRING) {
            return sampo.getStringList(key);
        }
        return Arrays.stream(sampo.getString(key).split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static int port(Config sampo, String key) {
        int port = sampo.getInt(key);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("sampo." + key + " = " + port + ": expected a port from 0 to 65535");
        }
        return port;
    }

    private static int positive(Config sampo, String key) {
        int value = sampo.getInt(key);
        if (value <= 0) {
            throw new IllegalArgumentException("sampo." + key + " = " + value + ": expected a whole number above 0");
        }
        return value;
    }

    private static long bytes(Config sampo, String key) {
        long value = sampo.getLong(key);
        if (value < 0) {
            throw new IllegalArgumentException("sampo." + key + " = " + value + ": expected bytes, or 0 for none");
        }
        return value;
    }

    private static Duration millis(Config sampo, String key) {
        long value = sampo.getLong(key);
        if (value <= 0) {
            throw new IllegalArgumentException("sampo." + key + " = " + value + ": expected milliseconds above 0");
        }
        return Duration.ofMillis(value);
    }

    private static SampoException invalid(String message) {
        return new SampoException(ErrorCode.INVALID_CONFIG, message);
    }

    private static String oneLine(ConfigException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("cannot be read");
    }

    /** How this broker compacts logs; empty if it does not. */
    public Optional<CleanerSettings> cleaner() {
        return cleaner(whole.getConfig("sampo"));
    }

    private static Optional<CleanerSettings> cleaner(Config sampo) {
        CleanerSettings settings = new CleanerSettings(
                sampo.getInt("log.cleaner.threads"),
                sampo.getLong("log.cleaner.dedupe.buffer.size"),
                sampo.getInt("log.cleaner.io.buffer.size"),
                sampo.getLong("log.cleaner.backoff.ms"),
                sampo.getDouble("log.cleaner.io.max.bytes.per.second"));
        return sampo.getBoolean("log.cleaner.enable") ? Optional.of(settings) : Optional.empty();
    }

    /** How this broker coordinates groups. */
    public CoordinatorSettings coordinators() {
        return CoordinatorSettings.of(whole, voters.size());
    }

    /** How this broker reads sealed segments again. */
    public ScrubSettings scrub() {
        return scrub(whole.getConfig("sampo"));
    }

    private static ScrubSettings scrub(Config sampo) {
        return new ScrubSettings(sampo.getLong("log.scrub.interval.ms"), sampo.getLong("log.scrub.bytes.per.sec"));
    }

    /** True if this broker's node also carries the role {@code controller}. */
    public boolean isVoter() {
        return voters.stream().anyMatch(voter -> voter.brokerId() == brokerId);
    }

    /** The same settings on other ports and with its own free ones found, for embedding and tests. */
    public BrokerSettings withEndpoints(BrokerEndpoints other, List<Voter> otherVoters) {
        return with(other, kafkaListeners, otherVoters);
    }

    /** As {@link #withEndpoints}, with Kafka clients listened for elsewhere. */
    public BrokerSettings with(BrokerEndpoints other, List<KafkaListener> otherListeners, List<Voter> otherVoters) {
        return new BrokerSettings(
                brokerId,
                other,
                actorSystem,
                seeds,
                otherVoters,
                logDirs,
                metadataLogDir,
                otherListeners,
                topicDefaults,
                timing,
                replication,
                whole);
    }
}
