package io.sampo.metadatalog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.util.ExitUtils;

/** Builds and starts Ratis' server, with errors that a person understands. */
final class RaftLaunch {
    private RaftLaunch() {}

    static RaftPeer raftPeer(Peer peer) {
        return RaftPeer.newBuilder().setId(peer.id()).setAddress(peer.address()).build();
    }

    static RaftServer build(
            MetadataLogSettings settings,
            GroupIdentity group,
            StartupOption option,
            MetadataStateMachine machine,
            InboundLinks links)
            throws IOException {
        // Ratis starts no server in a group of others. Who was removed starts in an empty one, and its log says who
        // they are.
        List<RaftPeer> peers = group.contains(settings.self().id())
                ? group.peers().stream().map(RaftLaunch::raftPeer).toList()
                : List.of();
        return RaftServer.newBuilder()
                .setServerId(raftPeer(settings.self()).getId())
                .setGroup(RaftGroup.valueOf(RaftGroupId.valueOf(group.groupId()), peers))
                .setOption(option)
                .setProperties(RaftTuning.properties(settings))
                .setParameters(RaftTuning.gate(links))
                .setStateMachineRegistry(id -> machine)
                .build();
    }

    static void start(RaftServer server, Peer self) throws IOException {
        refuseTakenPort(self);
        try {
            server.start();
        } catch (IOException | RuntimeException e) {
            // The port may be taken between the probe and now; Ratis calls that an exit, and remembers it.
            ExitUtils.clear();
            throw new IOException("Raft server at " + self.address() + " cannot start: " + e.getMessage(), e);
        }
    }

    private static void refuseTakenPort(Peer self) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(self.host(), self.port()));
        } catch (IOException e) {
            throw new IOException("Raft port " + self.address() + " is not free: " + e.getMessage(), e);
        }
    }
}
