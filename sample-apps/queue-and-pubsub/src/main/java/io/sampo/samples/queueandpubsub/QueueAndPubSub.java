package io.sampo.samples.queueandpubsub;

import io.sampo.client.ClientSettings;
import io.sampo.client.NewTopic;
import io.sampo.client.ProducerRecord;
import io.sampo.client.ProducerSettings;
import io.sampo.client.SampoClient;
import io.sampo.model.SampoException;
import io.sampo.streams.Producer;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Two groups of two members read one topic of four partitions. The members of a group divide the orders, as a queue does; each of
 * the groups gets all of them, as subscribers do. Nothing but the names of the groups makes the difference.
 */
public final class QueueAndPubSub {
    private static final String TOPIC = "orders-for-all";
    private static final int PARTITIONS = 4;
    private static final List<String> GROUPS = List.of("billing", "shipping");
    private static final int ORDERS = 1_000;
    private static final long PATIENCE_S = 120;
    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private final SampoClient client;
    private final String run = "run-" + ProcessHandle.current().pid() + "-" + System.currentTimeMillis() + " ";

    private QueueAndPubSub(SampoClient client) {
        this.client = client;
    }

    /** See the README. Ends 0 if each group has got each order once, 1 if not, 2 on wrong usage. */
    public static void main(String[] arguments) {
        if (arguments.length > 1) {
            System.err.println("usage: java -jar sampo-queue-and-pubsub-0.1.0.jar [BROKER:PORT]");
            System.exit(WRONG_USAGE);
        }
        String bootstrap = arguments.length > 0 ? arguments[0] : "127.0.0.1:25520";
        boolean right = false;
        try (SampoClient client = SampoClient.connect(ClientSettings.bootstrap(bootstrap))) {
            right = new QueueAndPubSub(client).run();
        } catch (SampoException | IllegalStateException e) {
            System.err.println("queue-and-pubsub: " + e.getMessage());
        }
        System.exit(right ? 0 : FAILED);
    }

    private boolean run() {
        if (!await(client.admin().listTopics()).contains(TOPIC)) {
            await(client.admin().createTopic(NewTopic.of(TOPIC, PARTITIONS, -1)));
        }
        List<Member> members = GROUPS.stream()
                .flatMap(group -> Stream.of(1, 2).map(number -> new Member(client, TOPIC, group, number, run)))
                .toList();
        eventually("every member has partitions", () -> shares(members).stream()
                .noneMatch(share -> share.partitions().isEmpty()));
        List<String> orders =
                IntStream.range(0, ORDERS).mapToObj(i -> run + "order " + i).toList();
        await(Source.from(orders)
                .map(order -> ProducerRecord.of(TOPIC, order, order))
                .runWith(Producer.plainSink(client, ProducerSettings.load()), client.system()));
        eventually("every group has got " + ORDERS + " orders", () -> GROUPS.stream()
                .allMatch(group -> Share.done(group, shares(members)) >= ORDERS));
        List<Share> shares = shares(members);
        members.forEach(member -> await(member.end(client)));
        return told(shares, orders);
    }

    private static boolean told(List<Share> shares, List<String> orders) {
        shares.forEach(System.out::println);
        boolean right = true;
        for (String group : GROUPS) {
            boolean once = Share.eachOnce(group, shares, orders);
            System.out.println(group + " has done each of " + orders.size() + " orders once: " + (once ? "yes" : "NO"));
            right &= once;
        }
        return right;
    }

    private static List<Share> shares(List<Member> members) {
        return members.stream().map(Member::share).toList();
    }

    private static void eventually(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not within " + PATIENCE_S + " s: " + what);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
