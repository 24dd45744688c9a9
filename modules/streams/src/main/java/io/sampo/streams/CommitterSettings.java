package io.sampo.streams;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.apache.pekko.actor.ClassicActorSystemProvider;

/**
 * {@code sampo.streams.committer}; what each key means and why it is what it is, is said in {@code reference.conf}.
 *
 * @param maxBatch records
 * @param parallelism commits under way
 */
public record CommitterSettings(int maxBatch, Duration maxInterval, int parallelism) {
    private static final String PATH = StreamSettings.PATH + ".committer";

    public CommitterSettings {
        if (maxBatch < 1 || parallelism < 1 || maxInterval.toMillis() < 1) {
            throw new IllegalArgumentException("maxBatch " + maxBatch + ", maxInterval " + maxInterval
                    + ", parallelism " + parallelism + ": each must be 1 (ms) or more");
        }
    }

    /** The configuration of this JVM. */
    public static CommitterSettings load() {
        return of(ConfigFactory.load());
    }

    /** The configuration of that actor system. */
    public static CommitterSettings create(ClassicActorSystemProvider system) {
        return of(system.classicSystem().settings().config());
    }

    /**
     * Reads {@code sampo.streams.committer} of {@code config}.
     *
     * @throws IllegalArgumentException one line: key, value, and what would be right
     */
    public static CommitterSettings of(Config config) {
        return new CommitterSettings(
                StreamSettings.atLeastOne(config, PATH + ".max-batch"),
                StreamSettings.duration(config, PATH + ".max-interval"),
                StreamSettings.atLeastOne(config, PATH + ".parallelism"));
    }

    public CommitterSettings withMaxBatch(int records) {
        return new CommitterSettings(records, maxInterval, parallelism);
    }

    public CommitterSettings withMaxInterval(Duration interval) {
        return new CommitterSettings(maxBatch, interval, parallelism);
    }

    public CommitterSettings withParallelism(int commits) {
        return new CommitterSettings(maxBatch, maxInterval, commits);
    }
}
