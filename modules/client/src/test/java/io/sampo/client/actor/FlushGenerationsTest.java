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
        generations.finished(before);
        assertThat(flushed).isNotDone();
        generations.finished(before);
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
        generations.finished(second);
        assertThat(later).isNotDone();
        generations.finished(first);
        assertThat(earlier).isCompleted();
        assertThat(later).isCompleted();
    }

    @Test
    void aGenerationThatWasEmptyMeanwhileIsCountedOn() {
        generations.finished(generations.begun());
        int again = generations.begun();
        CompletableFuture<Void> flushed = flush();
        assertThat(flushed).isNotDone();
        generations.finished(again);
        assertThat(flushed).isCompleted();
    }
}
