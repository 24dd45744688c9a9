package io.sampo.metadatalog;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * The gate before the Raft server. It drops two kinds of requests in silence: those a {@link RaftLinkFilter} cuts, and
 * those addressed to another peer id. The second matters outside tests: a voter that lost its disk listens on the old
 * address under a new id, and Ratis does not look at whom a request names, so without the gate the leader's entries and a
 * candidate's vote requests for the lost voter would be taken by an empty log. Once shut, it drops every request: Ratis
 * reports, with a stack trace, each one that reaches a server about to close. One that has passed already may still be reported.
 */
final class InboundLinks implements ServerInterceptor {
    private final ByteString selfId;
    private final RaftLinkFilter filter;

    private volatile boolean shut;

    InboundLinks(String selfId, RaftLinkFilter filter) {
        this.selfId = ByteString.copyFromUtf8(selfId);
        this.filter = filter;
    }

    /** Hears nobody from now on: the server is about to close. */
    void shut() {
        shut = true;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new Gate<>(call, next.startCall(call, headers));
    }

    private boolean passes(@Nullable RaftRpcRequestProto head) {
        if (shut) {
            return false;
        }
        return head == null
                || (head.getReplyId().equals(selfId)
                        && filter.accepts(head.getRequestorId().toStringUtf8()));
    }

    private static @Nullable RaftRpcRequestProto head(Object message) {
        if (message instanceof AppendEntriesRequestProto append) {
            return append.getServerRequest();
        } else if (message instanceof RequestVoteRequestProto vote) {
            return vote.getServerRequest();
        } else if (message instanceof InstallSnapshotRequestProto install) {
            return install.getServerRequest();
        } else if (message instanceof ReadIndexRequestProto read) {
            return read.getServerRequest();
        } else if (message instanceof StartLeaderElectionRequestProto elect) {
            return elect.getServerRequest();
        }
        return null;
    }

    private final class Gate<Q, A> extends SimpleForwardingServerCallListener<Q> {
        private final ServerCall<Q, A> call;
        private boolean dropped;

        Gate(ServerCall<Q, A> call, ServerCall.Listener<Q> next) {
            super(next);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (passes(head(message))) {
                super.onMessage(message);
            } else {
                dropped = true;
                // The handler would have asked for the next one; without this a healed stream stays silent.
                call.request(1);
            }
        }

        @Override
        public void onHalfClose() {
            // A unary call whose message was dropped would answer with an error: a cut cable does not answer.
            if (!dropped || !call.getMethodDescriptor().getType().clientSendsOneMessage()) {
                super.onHalfClose();
            }
        }
    }
}
