package io.sampo.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Chooses how much is logged, and where, before the first logger is made: afterwards it is too late for logback. */
final class Logging {
    /** A command that runs a broker chooses its logging by its options: it is the only kind that tells what it does. */
    interface ByOptions {}

    private static final String LEVEL = "sampo.log.level";
    private static final String LIBRARIES = "sampo.log.libraries";

    private static volatile boolean tellMoreLater;

    private Logging() {}

    /** Errors alone, to standard error: what a client says is its answer, and one line where it failed. */
    static void forClient() {
        start("ERROR", null);
    }

    /**
     * A broker tells what it does, on standard error or as {@code logbackFile} says. Until it serves, warnings alone: where
     * it cannot start, the one line that says why shall stand alone.
     *
     * @throws IllegalArgumentException if {@code logbackFile} is not a file
     */
    static void forBroker(@Nullable Path logbackFile) {
        start("WARN", logbackFile);
        tellMoreLater = logbackFile == null && asked() == null;
    }

    /** The broker serves: from now on it tells what it does, unless somebody has said how much it shall tell. */
    static void brokerServes() {
        if (tellMoreLater && LoggerFactory.getLogger("io.sampo") instanceof Logger own) {
            own.setLevel(Level.INFO);
        }
    }

    private static @Nullable String asked() {
        String level = System.getenv("SAMPO_LOG_LEVEL");
        return level == null || level.isBlank() ? null : level;
    }

    private static void start(String level, @Nullable Path logbackFile) {
        if (logbackFile != null) {
            if (!Files.isRegularFile(logbackFile)) {
                throw new IllegalArgumentException("--logging " + logbackFile + " is not a file");
            }
            System.setProperty("logback.configurationFile", logbackFile.toString());
        }
        String wanted = asked();
        String chosen = wanted == null ? level : wanted;
        System.setProperty(LEVEL, chosen);
        // Libraries say little even where the broker tells what it does, and never more than was asked for.
        System.setProperty(LIBRARIES, chosen.equals("INFO") ? "WARN" : chosen);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
