package io.sampo.systemtests.groups;

import io.sampo.client.NewTopic;
import io.sampo.client.SampoClient;
import io.sampo.messages.GroupReply;
import io.sampo.model.TopicPartition;
import io.sampo.systemtests.groups.GroupJudge.Pause;
import io.sampo.systemtests.groups.GroupJudge.Verdict;
import io.sampo.systemtests.groups.Happening.Kind;
import io.sampo.systemtests.groups.MemberDraw.Act;
import io.sampo.testkit.Await;
import io.sampo.testkit.BrokerMain;
import io.sampo.testkit.ProcessCluster;
import io.sampo.testkit.process.JavaCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * {@code EVENTS SEED DIRECTORY}: three brokers, one group of members of both clients in several processes, and random events; then
 * {@link GroupJudge} says what it thinks of it. Ends 0 if no law was broken, 1 otherwise.
 */
final class RebalancesMain implements AutoCloseable {
    private static final String GROUP = "wanderers";
    private static final String TOPIC = "numbers";
    private static final String NATIVE = "native-";
    private static final String KAFKA = "kafka-";
    private static final int PARTITIONS = 12;
    private static final int PER_SECOND = 20;
    private static final int MEMBERS_MAX = 10;
    private static final int HOSTS = 3;
    private static final int SESSION_MS = 6_000;
    private static final int HEARTBEAT_MS = 1_000;
    private static final Duration STABLE_WITHIN = Duration.ofSeconds(90);
    private static final int LOOK_EACH_MS = 500;
    private static final long BEFORE_NS = TimeUnit.SECONDS.toNanos(10);

    /** Every broker, behind the rest of its configuration. */
    private static final String CONFIG = """

            sampo.listeners = "PLAINTEXT://127.0.0.1:0"
            sampo.group.consumer.session.timeout.ms = %d
            sampo.group.consumer.heartbeat.interval.ms = %d
            """.formatted(SESSION_MS, HEARTBEAT_MS);

    /** A time in which something besides members was moved. */
    private record Window(long fromNs, long toNs) {
        boolean overlaps(Pause pause) {
            return pause.fromNs() < toNs && pause.toNs() > fromNs;
        }
    }

    private final int events;
    private final MemberDraw draw;
    private final Path directory;
    private final ProcessCluster cluster;
    private final SampoClient client;
    private final Board board = new Board(PARTITIONS);
    private final List<MemberHost> hosts = new ArrayList<>();
    /** Where each member is that has not been told to go. */
    private final Map<String, Integer> members = new LinkedHashMap<>();
    /** And those that were told, by host: with their process they are gone for certain. */
    private final Map<String, Integer> leaving = new HashMap<>();

    /** When each act began. */
    private final NavigableMap<Long, Act> diary = new TreeMap<>();

    private final Map<Act, Integer> acts = new EnumMap<>(Act.class);
    private final List<Window> kills = new ArrayList<>();
    private final List<Window> moves = new ArrayList<>();
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());
    private int names;
    private int looks;
    private volatile boolean isOver;

    private RebalancesMain(int events, long seed, Path directory) {
        this.events = events;
        this.draw = new MemberDraw(seed, MEMBERS_MAX);
        this.directory = directory;
        this.cluster = ProcessCluster.start(3, directory, RebalancesMain::broker);
        this.client = cluster.client();
    }

    private static JavaCommand broker(int brokerId, Path file) {
        try {
            Files.writeString(file, CONFIG, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + file, e);
        }
        return JavaCommand.of(BrokerMain.class.getName(), file.toString());
    }

    public static void main(String[] arguments) throws InterruptedException {
        int status = 1;
        try (RebalancesMain run = new RebalancesMain(
                Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]), Path.of(arguments[2]))) {
            status = run.run() ? 0 : 1;
        } catch (AssertionError e) {
            System.out.println("FAILED " + e.getMessage());
        }
        // Threads of clients may be left.
        Runtime.getRuntime().halt(status);
    }

    private boolean run() throws InterruptedException {
        createTopic();
        for (int host = 0; host < HOSTS; host++) {
            hosts.add(host());
        }
        GroupTraffic traffic = GroupTraffic.to(client, TOPIC, PARTITIONS, PER_SECOND);
        for (int member = 0; member < MEMBERS_MAX / 2; member++) {
            join();
        }
        awaitShared("the first members");
        Coordinator coordinator = new Coordinator(client, GROUP);
        Thread onlooker = new Thread(this::lookOn, "sampo-onlooker");
        onlooker.start();
        for (int event = 1; event <= events; event++) {
            Act act = draw.next(members.size());
            diary.put(System.nanoTime(), act);
            carryOut(act, coordinator);
            acts.merge(act, 1, Integer::sum);
            // Some events come while the group is still at work with the one before.
            if (draw.percent(20)) {
                awaitShared("event " + event + ", " + act);
            } else {
                TimeUnit.MILLISECONDS.sleep(draw.pick(1_000));
            }
            if (event % 25 == 0 || event == events) {
                say(event + " of " + events + " events; " + members.size() + " members; " + board.delivered()
                        + " records delivered, " + board.count(Kind.COMMITTED) + " commits");
            }
        }
        isOver = true;
        onlooker.join();
        return end(traffic);
    }

    /** Also where the machine is so busy that nobody says whether it has been done. */
    private void createTopic() {
        NewTopic topic = NewTopic.of(TOPIC, PARTITIONS, 3).withConfig(Map.of("min.insync.replicas", "2"));
        Await.until("topic " + TOPIC, () -> {
            try {
                if (!Await.result(client.admin().listTopics()).contains(TOPIC)) {
                    Await.result(client.admin().createTopic(topic));
                }
                return true;
            } catch (AssertionError e) {
                say("the topic: " + e.getMessage());
                return false;
            }
        });
    }

    private static void say(String what) {
        System.out.println("   " + LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + "  " + what);
    }

    private MemberHost host() {
        return new MemberHost(GROUP, TOPIC, directory.resolve("members.err"), board::add);
    }

    private void carryOut(Act act, Coordinator coordinator) throws InterruptedException {
        switch (act) {
            case JOIN -> join();
            case LEAVE -> {
                String member = any();
                hosts.get(members.get(member)).leave(member);
                leaving.put(member, members.remove(member));
            }
            case DROP -> {
                // kafka-clients say goodbye in this protocol, however they are closed: those are killed with their
                // process.
                List<String> ours = members.keySet().stream()
                        .filter(member -> member.startsWith(NATIVE))
                        .toList();
                if (ours.isEmpty()) {
                    killProcess(members.get(any()));
                } else {
                    String member = ours.get(draw.pick(ours.size()));
                    hosts.get(members.get(member)).vanish(member);
                    leaving.put(member, members.remove(member));
                }
            }
            case KILL_PROCESS -> killProcess(members.get(any()));
            case MOVE_COORDINATOR -> {
                long fromNs = System.nanoTime();
                coordinator.move();
                moves.add(new Window(fromNs, System.nanoTime()));
            }
            case KILL_COORDINATOR -> {
                coordinator.awaitWhole(TOPIC);
                int broker = coordinator.broker();
                long fromNs = System.nanoTime();
                cluster.broker(broker).kill();
                cluster.launch(broker);
                cluster.awaitReady(broker);
                coordinator.awaitWhole(TOPIC);
                kills.add(new Window(fromNs, System.nanoTime()));
            }
        }
    }

    private String any() {
        return List.copyOf(members.keySet()).get(draw.pick(members.size()));
    }

    private void join() {
        boolean kafka = draw.percent(40);
        String name = (kafka ? KAFKA : NATIVE) + ++names;
        int host = draw.pick(HOSTS);
        hosts.get(host)
                .join(
                        name,
                        kafka,
                        kafka ? cluster.kafkaBootstrap() : cluster.layout().bootstrap());
        members.put(name, host);
    }

    private void killProcess(int host) {
        Set<String> hit = new HashSet<>(members.keySet());
        hit.addAll(leaving.keySet());
        hit.removeIf(member ->
                members.getOrDefault(member, leaving.getOrDefault(member, -1)) != host || board.isGone(member));
        hosts.get(host).close();
        // All that they had said has been heard.
        hit.forEach(member -> board.add(Happening.of(Kind.GONE, member, -1, 0, 0)));
        members.keySet().removeAll(hit);
        leaving.keySet().removeAll(hit);
        hosts.set(host, host());
    }

    private void awaitShared(String after) {
        try {
            Await.until(STABLE_WITHIN, () -> "", () -> board.isShared(members.keySet()));
        } catch (AssertionError e) {
            complaints.add("after " + after + " the group was not stable within " + STABLE_WITHIN.toSeconds() + " s: "
                    + board.text() + "; members " + members.keySet());
            System.out.println(complaints.get(complaints.size() - 1));
        }
    }

    /** Reads what is committed, and what the coordinator says about who has what. */
    private void lookOn() {
        int epoch = 0;
        while (!isOver) {
            long askedNs = System.nanoTime();
            try {
                Await.result(client.admin().groups().offsets(GROUP))
                        .forEach((partition, offset) -> board.add(
                                Happening.of(Kind.READ, "onlooker", partition.partition(), offset.offset(), askedNs)));
                GroupReply.Described described =
                        Await.result(client.admin().groups().describe(GROUP));
                List<TopicPartition> owned = described.members().stream()
                        .flatMap(member -> member.assigned().stream())
                        .toList();
                if (Set.copyOf(owned).size() != owned.size()) {
                    complaints.add("the coordinator has two owners of a partition: " + described);
                }
                if (described.epoch() < epoch) {
                    complaints.add("the epoch of the group fell from " + epoch + " to " + described.epoch());
                }
                epoch = described.epoch();
                looks++;
                TimeUnit.MILLISECONDS.sleep(LOOK_EACH_MS);
            } catch (AssertionError e) {
                complaints.add("the group cannot be looked at: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean end(GroupTraffic traffic) {
        while (members.size() < 2) {
            join();
        }
        awaitShared("the last event");
        traffic.close();
        Map<Integer, Long> ends = traffic.ends();
        Await.until(STABLE_WITHIN, () -> "all records; " + board.text(), () -> board.isDelivered(ends));
        Await.until(
                STABLE_WITHIN, () -> "commits of all records", () -> committed().equals(ends));
        members.forEach((member, host) -> hosts.get(host).leave(member));
        Await.until(STABLE_WITHIN, () -> "the members to leave", () -> members.keySet().stream()
                .allMatch(board::isGone));
        Verdict verdict = GroupJudge.judge(board.all(), traffic, ends);
        complaints.addAll(verdict.violations());
        String failure = traffic.failure();
        if (failure != null) {
            complaints.add(failure);
        }
        tell(verdict);
        return complaints.isEmpty();
    }

    private Map<Integer, Long> committed() {
        return Await.result(client.admin().groups().offsets(GROUP)).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().partition(), entry -> entry.getValue()
                        .offset()));
    }

    private void tell(Verdict verdict) {
        complaints.stream().limit(20).forEach(complaint -> System.out.println("   VIOLATION  " + complaint));
        if (complaints.size() > 20) {
            System.out.println("   VIOLATION  and " + (complaints.size() - 20) + " more");
        }
        say(acts.entrySet().stream()
                .map(act -> act.getValue() + " " + act.getKey().label())
                .collect(Collectors.joining(", ")));
        say(verdict.assignments() + " assignments of a partition, " + verdict.lost()
                + " lost (of members that were thrown " + "out; " + verdict.zombies()
                + " of them heard so when somebody else had it)");
        say(verdict.delivered() + " records delivered, " + verdict.repeated() + " of them again, after members that "
                + "had not committed them; " + verdict.commits() + " commits, " + verdict.refused() + " not accepted; "
                + verdict.reads() + " reads of committed offsets; " + looks + " looks at the members");
        say(verdict.unread() + " assignments without a look at what is committed");
        for (String kind : List.of(NATIVE, KAFKA)) {
            tellPauses(
                    verdict,
                    kind,
                    "joins, leaves and kills of members",
                    pause -> !isIn(kills, pause) && !isIn(moves, pause));
            tellPauses(verdict, kind, "a coordinator that moves", pause -> isIn(moves, pause) && !isIn(kills, pause));
            tellPauses(verdict, kind, "a broker that is killed and comes back", pause -> isIn(kills, pause));
        }
        List<Long> handovers = verdict.handoverMs().stream().sorted().toList();
        if (!handovers.isEmpty()) {
            say("from one member that lets go to the next: median " + handovers.get(handovers.size() / 2)
                    + " ms, longest " + handovers.get(handovers.size() - 1) + " ms, of " + handovers.size());
        }
        System.out.println(events + " events, " + complaints.size() + " violations, " + verdict.delivered()
                + " records delivered, " + verdict.commits() + " commits");
    }

    private static boolean isIn(List<Window> windows, Pause pause) {
        return windows.stream().anyMatch(window -> window.overlaps(pause));
    }

    private void tellPauses(Verdict verdict, String kind, String cause, Predicate<Pause> among) {
        List<Pause> all = verdict.pauses().stream()
                .filter(pause -> pause.member().startsWith(kind))
                .filter(among)
                .sorted(Comparator.comparingLong(Pause::ms))
                .toList();
        if (!all.isEmpty()) {
            Pause longest = all.get(all.size() - 1);
            long beyond =
                    all.stream().filter(pause -> pause.ms() > HEARTBEAT_MS).count();
            say("partitions that stay, " + kind.replace("-", "") + ", " + cause + ": median "
                    + all.get(all.size() / 2).ms() + " ms, p99.9 "
                    + all.get((int) (all.size() * 0.999)).ms()
                    + " ms, longest " + longest.ms() + " ms; " + beyond + " of " + all.size()
                    + " beyond a heartbeat of " + HEARTBEAT_MS + " ms");
            if (longest.ms() > HEARTBEAT_MS) {
                tellOf(longest);
            }
        }
    }

    /** What else went on meanwhile: whether the member, its process or the partition stood still. */
    private void tellOf(Pause pause) {
        long records = 0;
        long others = 0;
        for (Happening one : board.all()) {
            if (one.kind() == Kind.DELIVERED && one.atNs() > pause.fromNs() && one.atNs() < pause.toNs()) {
                records += one.member().equals(pause.member()) ? 1 : 0;
                others += one.partition() == pause.partition() ? 0 : 1;
            }
        }
        say("   the longest: partition " + pause.partition() + " of " + pause.member() + ", "
                + (System.nanoTime() - pause.fromNs()) / 1_000_000_000 + " s ago; meanwhile it got " + records
                + " deliveries of other partitions, and all together " + others + "; before and meanwhile: "
                + diary.subMap(pause.fromNs() - BEFORE_NS, pause.toNs()).entrySet().stream()
                        .map(act -> act.getValue() + " at " + (act.getKey() - pause.fromNs()) / 1_000_000 + " ms")
                        .collect(Collectors.joining(", ")));
    }

    @Override
    public void close() {
        hosts.forEach(MemberHost::close);
        client.close();
        cluster.close();
    }
}
