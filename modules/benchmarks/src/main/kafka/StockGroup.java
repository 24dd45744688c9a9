import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * {@code BOOTSTRAP TOPIC PARTITIONS GROUP classic|consumer MEMBERS SESSION-MS}: so many stock consumers, polled by a few threads, join
 * a group at once; one of them is killed; one more joins. Says for each how many ms went by until every member that is left had its
 * assignment for good: all partitions, none twice, none with two more than another. Knows no contender.
 *
 * <p>The one that is killed has a process of its own ({@code 0} members: it joins when a line comes on standard input, and says what
 * it has on each line of standard output): consumers of KIP-848 say goodbye however they are closed.
 */
public final class StockGroup {
    private static final int THREADS = 4;
    /** Between two rounds of polls of a thread, so that the members leave the broker some of the machine. */
    private static final int ROUND_MS = 10;
    /** It is stable when it has not changed for so long. */
    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(2);

    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(4);

    private final String bootstrap;
    private final String topic;
    private final int partitions;
    private final String group;
    private final String protocol;
    private final int sessionMs;
    private final List<Poller> pollers = new ArrayList<>();
    private final Map<Object, Set<Integer>> owned = new HashMap<>();
    private long changedNs;

    /** One consumer, and what it has. */
    private final class Member implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Set<Integer> has = new HashSet<>();

        private Member() {
            Map<String, Object> settings = new HashMap<>();
            settings.put("bootstrap.servers", bootstrap);
            settings.put("group.id", group);
            settings.put("group.protocol", protocol);
            settings.put("enable.auto.commit", false);
            settings.put("auto.offset.reset", "earliest");
            if (protocol.equals("classic")) {
                // In the other protocol both are the broker's.
                settings.put("session.timeout.ms", sessionMs);
            }
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            assigned.forEach(partition -> has.add(partition.partition()));
            changed(this, has);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            revoked.forEach(partition -> has.remove(partition.partition()));
            changed(this, has);
        }
    }

    /** A thread with its share of the members. */
    private static final class Poller extends Thread {
        private final List<Member> members = new ArrayList<>();
        private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        private volatile boolean isOver;

        @Override
        public void run() {
            try {
                while (!isOver) {
                    for (Member member : members) {
                        member.consumer.poll(Duration.ZERO);
                    }
                    Runnable task = tasks.poll(ROUND_MS, TimeUnit.MILLISECONDS);
                    if (task != null) {
                        task.run();
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (KafkaException e) {
                System.out.println("FAILED " + e);
                System.exit(1);
            }
        }
    }

    private StockGroup(String[] words) {
        bootstrap = words[0];
        topic = words[1];
        partitions = Integer.parseInt(words[2]);
        group = words[3];
        protocol = words[4];
        sessionMs = Integer.parseInt(words[6]);
    }

    public static void main(String[] words) throws Exception {
        int members = Integer.parseInt(words[5]);
        StockGroup all = new StockGroup(words);
        boolean done;
        if (members == 0) {
            done = all.beVictim();
        } else {
            Process victim = all.victim(words);
            done = all.run(members, victim);
            // Where it did not come to that, and halt runs no hook.
            victim.destroyForcibly();
        }
        // Those that are left need not leave in order.
        Runtime.getRuntime().halt(done ? 0 : 1);
    }

    private boolean beVictim() throws IOException {
        Member member = new Member();
        System.out.println("ready");
        if (System.in.read() < 0) {
            return false;
        }
        member.consumer.subscribe(List.of(topic), member);
        Set<Integer> told = Set.of();
        while (System.in.available() == 0) {
            member.consumer.poll(Duration.ofMillis(ROUND_MS));
            if (!told.equals(member.has)) {
                told = Set.copyOf(member.has);
                System.out.println(told.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            }
        }
        return true;
    }

    /** The process of the one that will be killed. */
    private Process victim(String[] words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=off",
                "-cp",
                System.getProperty("java.class.path"),
                StockGroup.class.getName()));
        String[] its = words.clone();
        its[5] = "0";
        command.addAll(List.of(its));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return process;
    }

    private void listen(Process victim, BufferedReader said) {
        try {
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                Set<Integer> has = new HashSet<>();
                for (String word : line.isEmpty() ? new String[0] : line.split(" ")) {
                    has.add(Integer.valueOf(word));
                }
                changed(victim, has);
            }
        } catch (IOException e) {
            // It was killed in the middle of a line.
            forget(victim);
        }
    }

    private boolean run(int count, Process victim) throws InterruptedException, IOException {
        List<Member> members = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            members.add(new Member());
        }
        for (int i = 0; i < THREADS; i++) {
            pollers.add(new Poller());
            pollers.get(i).setDaemon(true);
            pollers.get(i).start();
        }
        BufferedReader said =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8));
        said.readLine();
        Thread listener = new Thread(() -> listen(victim, said));
        listener.setDaemon(true);
        listener.start();
        synchronized (owned) {
            owned.put(victim, Collections.emptySet());
        }
        long fromNs = System.nanoTime();
        victim.getOutputStream().write('\n');
        victim.getOutputStream().flush();
        for (int i = 0; i < members.size(); i++) {
            join(members.get(i), i);
        }
        if (!report("join", fromNs)) {
            return false;
        }

        fromNs = System.nanoTime();
        victim.destroyForcibly();
        victim.waitFor();
        forget(victim);
        if (!report("kill", fromNs)) {
            return false;
        }

        Member late = new Member();
        fromNs = System.nanoTime();
        join(late, count);
        if (!report("add", fromNs)) {
            return false;
        }
        leave();
        return true;
    }

    private void join(Member member, int number) {
        synchronized (owned) {
            owned.put(member, Collections.emptySet());
        }
        Poller poller = pollers.get(number % THREADS);
        poller.tasks.add(() -> {
            member.consumer.subscribe(List.of(topic), member);
            poller.members.add(member);
        });
    }

    private void changed(Object member, Set<Integer> has) {
        synchronized (owned) {
            if (owned.containsKey(member)) {
                owned.put(member, Set.copyOf(has));
                changedNs = System.nanoTime();
            }
        }
    }

    private void forget(Object member) {
        synchronized (owned) {
            owned.remove(member);
        }
    }

    private boolean report(String what, long fromNs) throws InterruptedException {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (System.nanoTime() < deadlineNs) {
            TimeUnit.MILLISECONDS.sleep(20);
            synchronized (owned) {
                if (changedNs > fromNs && System.nanoTime() - changedNs > QUIET_NS && isShared()) {
                    System.out.println(what + "=" + (changedNs - fromNs) / 1_000_000);
                    return true;
                }
            }
        }
        synchronized (owned) {
            System.out.println("FAILED " + what + ": not stable after " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NS)
                    + " s; members have " + owned.values());
        }
        return false;
    }

    private boolean isShared() {
        Set<Integer> all = new HashSet<>();
        int count = 0;
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (Set<Integer> each : owned.values()) {
            all.addAll(each);
            count += each.size();
            least = Math.min(least, each.size());
            most = Math.max(most, each.size());
        }
        return count == partitions && all.size() == partitions && most - least <= 1;
    }

    /** So that the next group is not beside one that dies. */
    private void leave() throws InterruptedException {
        List<Thread> closers = new ArrayList<>();
        for (Poller poller : pollers) {
            poller.isOver = true;
            Thread closer = new Thread(() -> {
                try {
                    poller.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                for (Member member : poller.members) {
                    member.consumer.close(CloseOptions.timeout(Duration.ofMillis(500)));
                }
            });
            closer.start();
            closers.add(closer);
        }
        for (Thread closer : closers) {
            closer.join(TimeUnit.SECONDS.toMillis(60));
        }
    }
}
