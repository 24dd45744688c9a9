package io.sampo.metadatalog;

import static io.sampo.metadatalog.MetadataLogException.Reason.NOT_LEADER;
import static io.sampo.metadatalog.MetadataLogException.Reason.UNAVAILABLE;
import static io.sampo.metadatalog.MetadataLogException.Reason.UNCERTAIN;

import io.sampo.metadatalog.state.CommandCodec;
import io.sampo.metadatalog.state.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * Hands requests to the Raft server in this JVM: no client, no network, and no retry. A retry of an uncertain append is
 * the caller's business, who must read first; the compare-and-append makes it safe.
 */
final class LocalRaft {
    private final RaftServer server;
    private final RaftGroupId groupId;
    private final MetadataLogSettings.Times times;
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callIds = new AtomicLong();

    LocalRaft(RaftServer server, RaftGroupId groupId, MetadataLogSettings.Times times) {
        this.server = server;
        this.groupId = groupId;
        this.times = times;
    }

    CompletableFuture<Outcome> append(byte[] command) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(server.getId())
                .setGroupId(groupId)
                .setCallId(callIds.incrementAndGet())
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(command)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        return submit(request, times.appendMs(), "append").thenApply(LocalRaft::outcome);
    }

    private static Outcome outcome(RaftClientReply reply) {
        try {
            return CommandCodec.decodeOutcome(reply.getMessage().getContent().toByteArray());
        } catch (IOException e) {
            throw new MetadataLogException(UNCERTAIN, "the answer to an append is not readable", e);
        }
    }

    /** Completes when this node has applied what the leader it knows had committed when it was asked. */
    CompletableFuture<Void> askLeader() {
        return submit(readRequest(), times.readMs(), "read").thenApply(reply -> null);
    }

    private RaftClientRequest readRequest() {
        return RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(server.getId())
                .setGroupId(groupId)
                .setCallId(callIds.incrementAndGet())
                .setMessage(Message.EMPTY)
                .setType(RaftClientRequest.readRequestType())
                .build();
    }

    /** Completes on a thread of its own: Ratis forgets a change that is asked for on the thread that answers the one before. */
    CompletableFuture<Void> setPeers(List<RaftPeer> now, List<RaftPeer> next, long timeoutMs) {
        var arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setServersInCurrentConf(now)
                .setServersInNewConf(next)
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .build();
        var request =
                new SetConfigurationRequest(clientId, server.getId(), groupId, callIds.incrementAndGet(), arguments);
        return attempt(() -> server.setConfigurationAsync(request), timeoutMs, "change of voters")
                .thenApplyAsync(reply -> null);
    }

    CompletableFuture<Void> transferTo(String peerId, long timeoutMs) {
        var request = new TransferLeadershipRequest(
                clientId, server.getId(), groupId, callIds.incrementAndGet(), RaftPeerId.valueOf(peerId), timeoutMs);
        return attempt(() -> server.transferLeadershipAsync(request), timeoutMs, "transfer of the leadership")
                .thenApply(reply -> null);
    }

    /** Writes a state file on this node, although not enough entries have come for one. */
    CompletableFuture<Void> writeStateFile(long timeoutMs) {
        var request = SnapshotManagementRequest.newCreate(
                clientId, server.getId(), groupId, callIds.incrementAndGet(), timeoutMs, 1);
        return attempt(() -> server.snapshotManagementAsync(request), timeoutMs, "state file")
                .thenApply(reply -> null);
    }

    private CompletableFuture<RaftClientReply> submit(RaftClientRequest request, long timeoutMs, String what) {
        return attempt(() -> server.submitClientRequestAsync(request), timeoutMs, what);
    }

    private interface Submission {
        CompletableFuture<RaftClientReply> start() throws IOException;
    }

    private static CompletableFuture<RaftClientReply> attempt(Submission submission, long timeoutMs, String what) {
        CompletableFuture<RaftClientReply> reply;
        try {
            reply = submission.start();
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(translate(e, what));
        }
        return reply.thenApply(answer -> {
                    if (answer.isSuccess()) {
                        return answer;
                    }
                    throw translate(answer.getException(), what);
                })
                .orTimeout(timeoutMs, TimeUnit.MILLISECONDS)
                .exceptionallyCompose(e -> CompletableFuture.failedFuture(translate(e, what)));
    }

    private static MetadataLogException translate(Throwable thrown, String what) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof MetadataLogException known) {
            return known;
        }
        if (cause instanceof TimeoutException) {
            return new MetadataLogException(UNCERTAIN, what + " has no answer yet: no majority of the voters?", cause);
        }
        return new MetadataLogException(UNCERTAIN, what + " failed: " + cause.getMessage(), cause);
    }

    static MetadataLogException notLeader(String what, String self) {
        return new MetadataLogException(NOT_LEADER, what + " refused: " + self + " does not lead the metadata log");
    }

    static MetadataLogException unavailable(String self, String why) {
        return new MetadataLogException(UNAVAILABLE, "metadata log of " + self + " " + why);
    }
}
