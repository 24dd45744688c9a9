package io.sampo.client.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FlushGenerationsTest {
    private final FlushGenerations generations = new FlushGenerations();

    private CompletableFuture<Void> flush() {
        CompletableFuture<Void> promise = new CompletableFuture<>();
        generations.flush(promise);
        return promise;
    }

    @Test
    void aFlushOfNothingIsDoneAtOnce() {
        assertThat(flush()).isCompleted();
        assertThat(flush()).isCompleted();
    }

    @Test
    void aFlushWaitsForWhatCameBeforeItAndNotForWhatCameAfter() {
        int before = generations.begun();
        generations.begun();
        CompletableFuture<Void> flushed = flush();
        int after = generations.begun();
        generations.finished(before, 1);
        assertThat(flushed).isNotDone();
        generations.finished(before, 1);
        assertThat(flushed).isCompleted();
        assertThat(generations.isFlushed(before)).isTrue();
        assertThat(generations.isFlushed(after)).isFalse();
    }

    @Test
    void aFlushWaitsForWhatAnEarlierOneStillWaitsFor() {
        int first = generations.begun();
        CompletableFuture<Void> earlier = flush();
        int second = generations.begun();
        CompletableFuture<Void> later = flush();
        generations.finished(second, 1);
        assertThat(later).isNotDone();
        generations.finished(first, 1);
        assertThat(earlier).isCompleted();
        assertThat(later).isCompleted();
    }

    @Test
    void aGenerationThatWasEmptyMeanwhileIsCountedOn() {
        generations.finished(generations.begun(), 1);
        int again = generations.begun();
        CompletableFuture<Void> flushed = flush();
        assertThat(flushed).isNotDone();
        generations.finished(again, 1);
        assertThat(flushed).isCompleted();
    }
}
