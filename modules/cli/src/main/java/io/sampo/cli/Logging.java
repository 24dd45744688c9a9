package io.sampo.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Chooses how much is logged, and where, before the first logger is made: afterwards it is too late for logback. */
final class Logging {
    private static final String LEVEL = "sampo.log.level";
    private static final String LIBRARIES = "sampo.log.libraries";

    private Logging() {}

    /** Errors alone, to standard error: what a client says is its answer, and one line where it failed. */
    static void forClient() {
        start("ERROR", null);
    }

    /**
     * A broker tells what it does, on standard error or as {@code logbackFile} says.
     *
     * @throws IllegalArgumentException if {@code logbackFile} is not a file
     */
    static void forBroker(@Nullable Path logbackFile) {
        start("INFO", logbackFile);
    }

    private static void start(String level, @Nullable Path logbackFile) {
        if (logbackFile != null) {
            if (!Files.isRegularFile(logbackFile)) {
                throw new IllegalArgumentException("--logging " + logbackFile + " is not a file");
            }
            System.setProperty("logback.configurationFile", logbackFile.toString());
        }
        String wanted = System.getenv("SAMPO_LOG_LEVEL");
        String chosen = wanted == null || wanted.isBlank() ? level : wanted;
        System.setProperty(LEVEL, chosen);
        // Libraries say little even where the broker tells what it does, and never more than was asked for.
        System.setProperty(LIBRARIES, chosen.equals("INFO") ? "WARN" : chosen);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
