package io.sampo.testkit;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.sampo.model.Voter;
import io.sampo.testkit.multinode.MultiNode;
import io.sampo.testkit.process.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which brokers a cluster of a test has and at which ports: the part of their configuration that all of them must know.
 * Brokers are numbered from 1; the first one, three or five of them vote.
 */
public record ClusterLayout(List<Member> members) {
    /** Ports that one broker takes. */
    public static final int PORTS_PER_BROKER = 5;

    private static final String HOST = "127.0.0.1";

    /** One broker; all ports on loopback. */
    public record Member(int brokerId, int arteryPort, int aeronPort, int sessionPort, int raftPort, int httpPort) {
        private static Member of(int brokerId, List<Integer> ports) {
            return new Member(brokerId, ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
        }

        private Voter asVoter() {
            return new Voter(brokerId, HOST, sessionPort, raftPort);
        }

        /** Where clients find it. */
        public String bootstrap() {
            return HOST + ":" + arteryPort;
        }
    }

    public ClusterLayout {
        members = List.copyOf(members);
    }

    /** Brokers 1 to {@code brokers} on ports that are free now. */
    public static ClusterLayout onFreePorts(int brokers) {
        List<Integer> ports = FreePorts.find(brokers * PORTS_PER_BROKER);
        List<Member> members = new ArrayList<>();
        for (int index = 0; index < brokers; index++) {
            members.add(Member.of(index + 1, ports.subList(index * PORTS_PER_BROKER, (index + 1) * PORTS_PER_BROKER)));
        }
        return new ClusterLayout(members);
    }

    /** One broker per role, in the order of the roles, at the first ports that belong to each. */
    public static ClusterLayout of(MultiNode node) {
        List<Member> members = new ArrayList<>();
        for (String role : node.roles()) {
            List<Integer> ports = new ArrayList<>();
            for (int n = 0; n < PORTS_PER_BROKER; n++) {
                ports.add(node.port(role, n));
            }
            members.add(Member.of(members.size() + 1, ports));
        }
        return new ClusterLayout(members);
    }

    public Member member(int brokerId) {
        return members.get(brokerId - 1);
    }

    /** The same with {@code brokerId}, which must not be a voter, at other ports that are free now: as if on another machine. */
    public ClusterLayout withMoved(int brokerId) {
        if (brokerId <= voters()) {
            throw new IllegalArgumentException("Broker " + brokerId + " is a voter, whose ports all the others know");
        }
        List<Member> moved = new ArrayList<>(members);
        moved.set(brokerId - 1, Member.of(brokerId, FreePorts.find(PORTS_PER_BROKER)));
        return new ClusterLayout(moved);
    }

    private int voters() {
        return members.size() >= 5 ? 5 : members.size() >= 3 ? 3 : 1;
    }

    /** Contact points of all brokers, for a client. */
    public String bootstrap() {
        return members.stream().map(Member::bootstrap).collect(Collectors.joining(","));
    }

    /**
     * The configuration of one broker with its data below {@code directory}: as in production but for small buffers and a
     * quick balance of leaders.
     */
    public Config config(int brokerId, Path directory) {
        Member own = member(brokerId);
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("broker.id", brokerId);
        keys.put("host", HOST);
        keys.put("artery.port", own.arteryPort());
        // Who wants Kafka clients served says so.
        keys.put("listeners", "");
        keys.put("aeron.port", own.aeronPort());
        keys.put("session.port", own.sessionPort());
        keys.put("raft.port", own.raftPort());
        keys.put("http.port", own.httpPort());
        keys.put("seeds", members.stream().map(Member::bootstrap).toList());
        keys.put(
                "controller.voters",
                members.stream()
                        .limit(voters())
                        .map(member -> member.asVoter().toString())
                        .toList());
        keys.put("log.dirs", List.of(directory.resolve("data-" + brokerId).toString()));
        Map<String, Object> root = new LinkedHashMap<>();
        keys.forEach((key, value) -> root.put("sampo." + key, value));
        return ConfigFactory.parseMap(root).withFallback(ConfigFactory.parseString(DEFAULTS));
    }

    /** The same as the text of a configuration file. */
    public String configText(int brokerId, Path directory) {
        return config(brokerId, directory)
                .root()
                .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
    }

    private static final String DEFAULTS = """
            sampo {
              # Shared memory of a cluster in a test: a few MiB, not hundreds.
              aeron.term.bytes = 1048576
              aeron.window.bytes = 524288
              # A test that waits for preferred leaders shall not wait long.
              leader.imbalance.check.interval.seconds = 1
            }
            # The multi-node testkit may be on the class path, and it is older than Pekko (PEKKO 0.1). Tests only.
            pekko.fail-mixed-versions = off
            """;
}
