package io.sampo.cli;

import com.typesafe.config.ConfigException;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * What a person gets to see of an exception: one line and an exit code.
 *
 * @param line without a newline
 */
record Failure(String line, int exitCode) {
    /** Errors that no cluster would answer differently: the request itself is wrong. */
    private static final Set<ErrorCode> WRONG_AS_TYPED = Set.of(
            ErrorCode.INVALID_CONFIG,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.INVALID_TOPIC_EXCEPTION,
            ErrorCode.INVALID_PARTITIONS,
            ErrorCode.INVALID_REQUIRED_ACKS,
            ErrorCode.INCONSISTENT_CLUSTER_ID,
            ErrorCode.LOG_DIR_NOT_FOUND);

    static Failure of(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        int exitCode = isUsage(cause) ? ExitCode.USAGE : ExitCode.FAILED;
        return new Failure(oneLine(text(cause)), exitCode);
    }

    private static boolean isUsage(Throwable cause) {
        return cause instanceof IllegalArgumentException
                || cause instanceof ConfigException
                || (cause instanceof SampoException failure && WRONG_AS_TYPED.contains(failure.error()));
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        if (cause instanceof SampoException failure) {
            return message == null || message.isBlank() ? failure.error().text() : message;
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file: " + message;
        }
        if (cause instanceof TimeoutException) {
            return message == null ? "no answer in time" : message;
        }
        if (cause instanceof IllegalArgumentException || cause instanceof ConfigException) {
            return String.valueOf(message);
        }
        // Not foreseen: its type is part of what a person can search for.
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
    }
}
