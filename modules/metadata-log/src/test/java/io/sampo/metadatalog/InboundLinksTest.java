package io.sampo.metadatalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.grpc.RaftServerProtocolServiceGrpc;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.junit.jupiter.api.Test;

class InboundLinksTest {
    private final List<Object> arrived = new ArrayList<>();
    private int asked;

    private <Q, A> ServerCall.Listener<Q> through(InboundLinks links, MethodDescriptor<Q, A> method) {
        return links.interceptCall(new FakeCall<>(method), new Metadata(), (call, headers) -> new Recorder<>());
    }

    private static RaftRpcRequestProto head(String from, String to) {
        return RaftRpcRequestProto.newBuilder()
                .setRequestorId(ByteString.copyFromUtf8(from))
                .setReplyId(ByteString.copyFromUtf8(to))
                .build();
    }

    private static AppendEntriesRequestProto append(String from, String to) {
        return AppendEntriesRequestProto.newBuilder()
                .setServerRequest(head(from, to))
                .build();
    }

    private static RequestVoteRequestProto vote(String from, String to) {
        return RequestVoteRequestProto.newBuilder()
                .setServerRequest(head(from, to))
                .build();
    }

    @Test
    void requestForTheVoterThatLostThisAddressDoesNotReachItsSuccessor() {
        // given
        var links = new InboundLinks("2-new", RaftLinkFilter.ALL);
        var stream = through(links, RaftServerProtocolServiceGrpc.getAppendEntriesMethod());
        var votes = through(links, RaftServerProtocolServiceGrpc.getRequestVoteMethod());

        // when
        stream.onMessage(append("1-a", "2-old"));
        votes.onMessage(vote("1-a", "2-old"));
        votes.onHalfClose();

        // then neither the request nor an error in its place
        assertThat(arrived).isEmpty();

        // and when it is meant
        stream.onMessage(append("1-a", "2-new"));
        assertThat(arrived).containsExactly(append("1-a", "2-new"));
    }

    @Test
    void cutStreamGoesOnWhenItIsHealed() {
        // given
        var cut = new ArrayList<>(List.of("1-a"));
        var stream = through(
                new InboundLinks("2-b", from -> !cut.contains(from)),
                RaftServerProtocolServiceGrpc.getAppendEntriesMethod());

        // when
        stream.onMessage(append("1-a", "2-b"));
        stream.onMessage(append("3-c", "2-b"));
        cut.clear();
        stream.onMessage(append("1-a", "2-b"));
        stream.onHalfClose();

        // then the next message was asked for in place of the handler, and the end of the stream arrives
        assertThat(arrived).containsExactly(append("3-c", "2-b"), append("1-a", "2-b"), "half-close");
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void voteThatIsHeardIsAnswered() {
        // given
        var votes = through(
                new InboundLinks("2-b", RaftLinkFilter.ALL), RaftServerProtocolServiceGrpc.getRequestVoteMethod());

        // when
        votes.onMessage(vote("1-a", "2-b"));
        votes.onHalfClose();

        // then
        assertThat(arrived).containsExactly(vote("1-a", "2-b"), "half-close");
    }

    @Test
    void shutGateHearsNobodyAndAnswersNobody() {
        // given
        var links = new InboundLinks("2-b", RaftLinkFilter.ALL);
        var stream = through(links, RaftServerProtocolServiceGrpc.getAppendEntriesMethod());
        var votes = through(links, RaftServerProtocolServiceGrpc.getRequestVoteMethod());
        stream.onMessage(append("1-a", "2-b"));

        // when
        links.shut();
        stream.onMessage(append("1-a", "2-b"));
        votes.onMessage(vote("1-a", "2-b"));
        votes.onHalfClose();

        // then
        assertThat(arrived).containsExactly(append("1-a", "2-b"));
    }

    @Test
    void serverThatClosesHearsNobodyAnyMore() {
        // given a server to which an append comes in the moment it closes
        var links = new InboundLinks("2-b", RaftLinkFilter.ALL);
        var stream = through(links, RaftServerProtocolServiceGrpc.getAppendEntriesMethod());
        List<String> calls = new ArrayList<>();
        RaftServer server = (RaftServer) Proxy.newProxyInstance(
                RaftServer.class.getClassLoader(), new Class<?>[] {RaftServer.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    stream.onMessage(append("1-a", "2-b"));
                    return null;
                });

        // when
        new RunningRaft(server, null, null, null, links).stop();

        // then
        assertThat(calls).containsExactly("close");
        assertThat(arrived).isEmpty();
    }

    private final class Recorder<Q> extends ServerCall.Listener<Q> {
        @Override
        public void onMessage(Q message) {
            arrived.add(message);
        }

        @Override
        public void onHalfClose() {
            arrived.add("half-close");
        }
    }

    private final class FakeCall<Q, A> extends ServerCall<Q, A> {
        private final MethodDescriptor<Q, A> method;

        FakeCall(MethodDescriptor<Q, A> method) {
            this.method = method;
        }

        @Override
        public void request(int numMessages) {
            asked += numMessages;
        }

        @Override
        public MethodDescriptor<Q, A> getMethodDescriptor() {
            return method;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            throw new AssertionError("a gate does not answer");
        }

        @Override
        public void sendMessage(A message) {
            throw new AssertionError("a gate does not answer");
        }

        @Override
        public void close(Status status, Metadata trailers) {
            throw new AssertionError("a gate does not answer");
        }
    }
}
