package io.sampo.client.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.ProducerRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SendInboxTest {
    private final SendInbox inbox = new SendInbox();

    private static PendingSend send(String value) {
        return new PendingSend(ProducerRecord.of("book", value), 1);
    }

    @Test
    void aBurstIsAnnouncedOnce() {
        assertThat(inbox.add(send("0"))).isTrue();
        assertThat(inbox.add(send("1"))).isFalse();
        inbox.looked();
        assertThat(inbox.add(send("2"))).isTrue();
    }

    @Test
    void whatIsTakenBackIsThatBehindTheEndAlone() {
        PendingSend before = send("0");
        inbox.add(before);
        assertThat(inbox.remove(before)).isFalse();
        assertThat(inbox.poll()).isSameAs(before);
        inbox.stop();
        PendingSend behind = send("1");
        inbox.add(behind);
        assertThat(inbox.remove(behind)).isTrue();
        assertThat(inbox.poll()).isNull();
    }

    @Test
    void whoeverLooksAfterEachAnnouncementFindsEverythingInTheOrderOfEachThread() throws InterruptedException {
        int threads = 4;
        int each = 20_000;
        LinkedBlockingQueue<Boolean> announcements = new LinkedBlockingQueue<>();
        List<Thread> senders = new ArrayList<>();
        for (int number = 0; number < threads; number++) {
            String name = number + "-";
            senders.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    if (inbox.add(send(name + i))) {
                        announcements.add(true);
                    }
                }
            }));
        }
        senders.forEach(Thread::start);
        Map<String, Integer> next = new HashMap<>();
        int found = 0;
        while (found < threads * each) {
            assertThat(announcements.poll(20, TimeUnit.SECONDS))
                    .as("an announcement, after %d", found)
                    .isTrue();
            inbox.looked();
            for (PendingSend one = inbox.poll(); one != null; one = inbox.poll()) {
                String[] words = StandardCharsets.UTF_8
                        .decode(one.record().value().duplicate())
                        .toString()
                        .split("-");
                assertThat(Integer.parseInt(words[1])).isEqualTo(next.getOrDefault(words[0], 0));
                next.put(words[0], Integer.parseInt(words[1]) + 1);
                found++;
            }
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(inbox.poll()).isNull();
    }
}
