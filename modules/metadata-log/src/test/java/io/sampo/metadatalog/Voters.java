package io.sampo.metadatalog;

import com.typesafe.config.ConfigFactory;
import io.sampo.metadatalog.MetadataLogSettings.Sizes;
import io.sampo.metadatalog.MetadataLogSettings.Times;
import io.sampo.metadatalog.state.Command.AppendEvents;
import io.sampo.metadatalog.state.MetadataState;
import io.sampo.metadatalog.state.Outcome;
import io.sampo.metadatalog.state.StoredEvent;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Real voters on loopback in one JVM; closes what it started. */
public final class Voters implements AutoCloseable {
    /** What a listener heard. */
    public record Heard(@Nullable String leaderPeerId, long term, boolean leads) {}

    private final Path root;
    private final Map<String, MetadataLogNode> nodes = new LinkedHashMap<>();
    private final Map<String, List<Heard>> heard = new ConcurrentHashMap<>();
    private final Set<String> cuts = ConcurrentHashMap.newKeySet();
    private Sizes sizes = new Sizes(1 << 20, 1 << 20, 64 << 10, 4096, 64 << 20, 16);

    public Voters(Path root) {
        this.root = root;
    }

    /** State files after so few entries that a test can see one. */
    Voters stateFileEvery(int entries) {
        sizes = new Sizes(1 << 20, 8 << 10, 4 << 10, entries, 64 << 20, 1);
        return this;
    }

    Voters stateFileEveryBytes(int bytes) {
        sizes = new Sizes(1 << 20, 8 << 10, 4 << 10, 4096, bytes, 1);
        return this;
    }

    /** At a port below those of outgoing connections, so that none of them takes it while the voter is down. */
    public static Peer peer(String id) throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 31_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return new Peer(id, "127.0.0.1:" + socket.getLocalPort());
            } catch (BindException e) {
                // somebody has it
            }
        }
    }

    MetadataLogSettings settings(Peer peer) {
        return settings(peer, root.resolve(peer.id()));
    }

    MetadataLogSettings settings(Peer peer, Path directory) {
        var times = new Times(500, 1000, 4000, 4000, 60_000, 3000);
        return new MetadataLogSettings(peer, directory, true, times, sizes);
    }

    static MetadataLogSettings defaults(Peer peer, Path directory) {
        return MetadataLogSettings.of(ConfigFactory.load(), peer, directory);
    }

    /** Opened, not started. */
    public MetadataLogNode open(Peer peer) throws IOException {
        List<Heard> news = heard.computeIfAbsent(peer.id(), id -> new ArrayList<>());
        MetadataLogNode node = MetadataLogNode.open(
                settings(peer),
                (leader, term, leads) -> {
                    synchronized (news) {
                        news.add(new Heard(leader, term, leads));
                    }
                },
                from -> !cuts.contains(from + ">" + peer.id()));
        nodes.put(peer.id(), node);
        return node;
    }

    /** A group of founders, one of them leading. */
    public MetadataLogNode found(Peer... founders) throws IOException {
        GroupIdentity group = GroupIdentity.ofFirstFormation(Arrays.asList(founders));
        for (Peer founder : founders) {
            open(founder).format(group);
        }
        return leader();
    }

    public MetadataLogNode node(String id) {
        return nodes.get(id);
    }

    /** Waits for the one that leads. */
    public MetadataLogNode leader() {
        Await.until("a leader", () -> nodes.values().stream().anyMatch(MetadataLogNode::isLeader));
        return nodes.values().stream()
                .filter(MetadataLogNode::isLeader)
                .findFirst()
                .orElseGet(this::leader);
    }

    /** Stops a node as its process would end, and forgets it. */
    void stop(MetadataLogNode node) {
        nodes.remove(node.self().id());
        node.close();
    }

    /** Requests from one voter to another are lost from now on. */
    void cut(String from, String to) {
        cuts.add(from + ">" + to);
    }

    void healAll() {
        cuts.clear();
    }

    List<Heard> heardBy(String id) {
        List<Heard> news = heard.get(id);
        synchronized (news) {
            return List.copyOf(news);
        }
    }

    static Outcome append(MetadataLogNode node, String id, long firstSequenceNr, String... events) {
        List<byte[]> bodies = Arrays.stream(events)
                .map(event -> event.getBytes(StandardCharsets.UTF_8))
                .toList();
        return get(node.append(new AppendEvents(id, firstSequenceNr, bodies)));
    }

    static List<String> read(MetadataLogNode node, String id) {
        return events(get(node.read()), id);
    }

    static List<String> events(MetadataState state, String id) {
        return state.log(id).map(log -> log.read(1, Long.MAX_VALUE, Long.MAX_VALUE)).orElse(List.of()).stream()
                .map(StoredEvent::body)
                .map(body -> new String(body, StandardCharsets.UTF_8))
                .toList();
    }

    static <T> T get(java.util.concurrent.CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        nodes.values().forEach(MetadataLogNode::close);
    }
}
