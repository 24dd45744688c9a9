package io.sampo.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.OffsetAndMetadata;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrintingMemberTest {
    private static final TopicPartition BOOK = new TopicPartition("book", 0);

    private final PrintedOffsets printed = new PrintedOffsets();
    /** What happened, in its order: offsets that were committed, and "left". */
    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    private final StringWriter said = new StringWriter();
    private CompletionStage<Void> answer = CompletableFuture.completedFuture(null);

    private final PrintingMember member = new PrintingMember(
            printed,
            this::commit,
            () -> happened.add("left"),
            new PrintWriter(said),
            () -> happened.add("last word"),
            60_000);

    PrintingMemberTest() {
        printed.onAssigned(List.of(BOOK));
    }

    private CompletionStage<Void> commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = printed.offsets();
        happened.add(offsets.isEmpty() ? "nothing" : "" + offsets.get(BOOK).offset());
        return answer;
    }

    @Test
    void whatWasPrintedIsCommittedBeforeItLeaves() throws IOException {
        member.print(records(250), batch -> {});
        member.end();
        member.close();
        assertThat(happened).containsExactly("250", "left", "last word");
    }

    @Test
    void aBatchThatCannotBeWrittenDoesNotCount() {
        assertThatThrownBy(() -> member.print(records(250), batch -> {
                    if (batch.get(0).offset() == 200) {
                        throw new IOException("gone");
                    }
                }))
                .hasMessage("gone");
        member.end();
        assertThat(happened).containsExactly("200");
    }

    @Test
    void aSignalWaitsForWhatIsBeingWrittenAndNothingIsWrittenAfterIt() throws Exception {
        // given
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger written = new AtomicInteger();
        CompletableFuture<Void> printing = CompletableFuture.runAsync(() -> {
            try {
                member.print(records(1_000), batch -> {
                    writing.countDown();
                    await(goOn);
                    written.addAndGet(batch.size());
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            happened.add("goes on");
        });
        await(writing);

        // when
        CompletableFuture<Void> leaving = CompletableFuture.runAsync(member::leaveBySignal);
        while (!member.isLeaving()) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        leaving.get();
        printing.get();

        // then
        assertThat(written.get()).isEqualTo(100);
        assertThat(happened).containsSubsequence("100", "left", "goes on").contains("last word");
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void whatNobodyTakesIsNotCommittedAndSaid() throws Exception {
        // given
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        Thread stuck = new Thread(() -> {
            try {
                member.print(records(1_000), batch -> {
                    if (batch.get(0).offset() == 100) {
                        writing.countDown();
                        await(never);
                    }
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        stuck.start();
        await(writing);

        // when
        member.leaveBySignal();

        // then
        assertThat(happened).containsExactly("100", "left", "last word");
        assertThat(said.toString()).contains("was not taken");
        never.countDown();
        stuck.join();
        assertThat(printed.offsets().get(BOOK).offset())
                .as("it goes no further")
                .isEqualTo(200);
    }

    @Test
    void whoeverDoesNotReadTheLastWordsKeepsNobodyWaiting() {
        // given
        CountDownLatch never = new CountDownLatch(1);
        PrintingMember unheard = new PrintingMember(
                printed, this::commit, () -> happened.add("left"), new PrintWriter(said), () -> await(never), 1);
        answer = CompletableFuture.failedFuture(new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "not you"));

        // when
        unheard.leaveBySignal();

        // then
        assertThat(happened).containsExactly("nothing", "left");
        never.countDown();
    }

    @Test
    void aCommandThatFailsHasCommittedWhatItPrinted() throws IOException {
        member.print(records(3), batch -> {});
        member.close();
        assertThat(happened).containsExactly("3", "left", "last word");
    }

    @Test
    void aCommitThatFailsIsTheFailureOfTheEnd() throws IOException {
        member.print(records(1), batch -> {});
        answer = CompletableFuture.failedFuture(new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "not you"));
        assertThatThrownBy(member::end).hasMessage("not you");
    }

    @Test
    void aCommitThatFailsAfterASignalIsSaidAndItLeaves() {
        answer = CompletableFuture.failedFuture(new SampoException(ErrorCode.UNKNOWN_MEMBER_ID, "not you"));
        member.leaveBySignal();
        member.end();
        assertThat(happened).startsWith("nothing", "left", "last word");
        assertThat(said.toString()).contains("not committed").contains("not you");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<ConsumerRecord> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(offset -> new ConsumerRecord(BOOK, offset, 0, null, null, List.of(), 0))
                .toList();
    }
}
