package io.sampo.systemtests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.model.PartitionState;
import io.sampo.testkit.MultiNodeBroker;
import io.sampo.testkit.multinode.MultiNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Notes who leads a partition in which epoch by the metadata of this role's broker, all the time; the notes of all roles are
 * laid together at the end.
 */
final class LeaderWitness {
    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final MultiNode node;
    private final Thread observer;

    private LeaderWitness(MultiNode node, MultiNodeBroker broker, String topic) {
        this.node = node;
        this.observer = new Thread(() -> observe(broker, topic), "sampo-witness");
        observer.setDaemon(true);
    }

    static LeaderWitness of(MultiNode node, MultiNodeBroker broker, String topic) {
        LeaderWitness witness = new LeaderWitness(node, broker, topic);
        witness.observer.start();
        return witness;
    }

    private void observe(MultiNodeBroker broker, String topic) {
        try {
            while (!stopped.get()) {
                Optional<PartitionState> state = broker.partition(topic, 0);
                if (state.isPresent() && state.get().hasLeader()) {
                    seen.add(state.get().leaderEpoch() + "=" + state.get().leader());
                }
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called by every role; true for all of them if no epoch had two leaders anywhere. */
    void oneLeaderPerEpoch() {
        stopped.set(true);
        try {
            Files.write(node.directory().resolve("leaders"), new ArrayList<>(seen));
            node.barrier("witnesses have written");
            Map<Integer, Set<Integer>> leaders = new TreeMap<>();
            for (String role : node.roles()) {
                Path notes = node.directory().resolveSibling(role).resolve("leaders");
                for (String line : Files.readAllLines(notes)) {
                    List<String> parts = List.of(line.split("="));
                    leaders.computeIfAbsent(Integer.valueOf(parts.get(0)), epoch -> new TreeSet<>())
                            .add(Integer.valueOf(parts.get(1)));
                }
            }
            assertThat(leaders).isNotEmpty().allSatisfy((epoch, of) -> assertThat(of)
                    .as("leaders of epoch %d", epoch)
                    .hasSize(1));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot exchange what the witnesses saw", e);
        }
    }
}
