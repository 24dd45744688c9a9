package io.sampo.metadatalog.plugin;

import static io.sampo.metadatalog.MetadataLogException.Reason.CONFLICT;
import static io.sampo.metadatalog.MetadataLogException.Reason.REFUSED;

import io.sampo.metadatalog.MetadataLogException;
import io.sampo.metadatalog.state.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/** From the log's answers to Scala's futures. */
final class Answers {
    private Answers() {}

    /** Completes when done; a conflict or a refusal is a failure, never a rejection: the writer must stop and replay. */
    static Void done(Outcome outcome) {
        return switch (outcome.kind()) {
            case DONE -> null;
            case CONFLICT -> throw new MetadataLogException(CONFLICT, outcome.reason());
            case REFUSED -> throw new MetadataLogException(REFUSED, outcome.reason());
        };
    }

    /** The stage as a Scala future, completed on the thread that completes the stage. */
    static <T> Future<T> asScala(CompletionStage<T> stage) {
        Promise<T> promise = Promise.apply();
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.success(value);
            } else {
                promise.failure(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            }
        });
        return promise.future();
    }

    /** A call that may throw before it has a future. */
    interface Call<T> {
        CompletableFuture<T> start();
    }

    /** Every failure in the future, none thrown. */
    static <T> Future<T> of(Call<T> call) {
        CompletableFuture<T> started;
        try {
            started = call.start();
        } catch (RuntimeException e) {
            started = CompletableFuture.failedFuture(e);
        }
        return asScala(started);
    }
}
