package io.sampo.transport.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sampo.transport.MalformedFrameException;
import io.sampo.transport.session.SessionFrame.ArteryAddress;
import io.sampo.transport.session.SessionFrame.FormationAnswer;
import io.sampo.transport.session.SessionFrame.FormationPeer;
import io.sampo.transport.session.SessionFrame.FormationQuery;
import io.sampo.transport.session.SessionFrame.Heartbeat;
import io.sampo.transport.session.SessionFrame.HeartbeatReply;
import io.sampo.transport.session.SessionFrame.Hello;
import io.sampo.transport.session.SessionFrame.HelloReply;
import io.sampo.transport.session.SessionFrame.Knock;
import io.sampo.transport.session.SessionFrame.Leads;
import io.sampo.transport.session.SessionFrame.WhoLeads;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The wire of session links: a round trip for every frame, one exception for everything else. */
class SessionFrameCodecTest {
    @Property
    void everyFrameIsReadAsItWasWritten(@ForAll("frames") SessionFrame frame, @ForAll long correlationId) {
        // given
        SessionFrameCodec.Envelope envelope = new SessionFrameCodec.Envelope(correlationId, frame);
        ByteBuf bytes = Unpooled.buffer();
        // when
        SessionFrameCodec.encode(envelope, bytes);
        // then
        assertThat(SessionFrameCodec.decode(bytes)).isEqualTo(envelope);
    }

    @Property
    void garbageIsMalformedAndNothingElse(
            @ForAll @Size(max = 200) byte[] garbage, @ForAll("types") byte type, @ForAll boolean plausible) {
        // given
        ByteBuf bytes = Unpooled.buffer();
        if (plausible) {
            bytes.writeByte(1).writeByte(type);
        }
        bytes.writeBytes(garbage);
        // when, then: it may happen to be a frame; if not there is one way to say so
        try {
            assertThat(SessionFrameCodec.decode(bytes)).isNotNull();
        } catch (MalformedFrameException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Test
    void theGeneratorKnowsEveryKindOfFrame() {
        // given
        Set<Class<?>> kinds = new HashSet<>(Set.of(SessionFrame.class.getPermittedSubclasses()));
        // when
        frames().sampleStream().limit(2000).forEach(frame -> kinds.remove(frame.getClass()));
        // then
        assertThat(kinds).isEmpty();
    }

    @Provide
    Arbitrary<Byte> types() {
        return Arbitraries.bytes().between((byte) 0, (byte) 10);
    }

    @Provide
    Arbitrary<SessionFrame> frames() {
        Arbitrary<Long> longs = Arbitraries.longs();
        Arbitrary<Integer> ints = Arbitraries.integers();
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(20).map(SessionFrameCodecTest::valid);
        Arbitrary<UUID> uuids = Combinators.combine(longs, longs).as(UUID::new);
        Arbitrary<SessionFrame> hellos =
                Combinators.combine(texts, ints, longs, uuids).as(Hello::new);
        Arbitrary<SessionFrame> replies =
                Combinators.combine(flags, texts, texts, ints, longs, uuids).as(HelloReply::new);
        Arbitrary<SessionFrame> knocks = Combinators.combine(texts, ints).as(Knock::new);
        Arbitrary<SessionFrame> heartbeats =
                Combinators.combine(longs, longs, ints).as(Heartbeat::new);
        Arbitrary<SessionFrame> heartbeatReplies =
                Combinators.combine(flags, longs).as(HeartbeatReply::new);
        Arbitrary<ArteryAddress> addresses =
                Combinators.combine(texts, texts, ints).as(ArteryAddress::new);
        Arbitrary<SessionFrame> leads =
                Combinators.combine(ints, longs, addresses.injectNull(0.3)).as(Leads::new);
        Arbitrary<SessionFrame> queries = Combinators.combine(texts, texts).as(FormationQuery::new);
        Arbitrary<FormationPeer> peers = Combinators.combine(texts, texts).as(FormationPeer::new);
        Arbitrary<SessionFrame> answers = Combinators.combine(
                        texts,
                        texts,
                        flags,
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(20),
                        peers.list().ofMaxSize(5),
                        texts)
                .as(FormationAnswer::new);
        return Arbitraries.oneOf(
                hellos,
                replies,
                knocks,
                heartbeats,
                heartbeatReplies,
                Arbitraries.just(new WhoLeads()),
                leads,
                queries,
                answers);
    }

    /** Lone surrogates have no UTF-8. */
    private static String valid(String text) {
        return text.codePoints()
                .filter(point -> point < 0xd800 || point > 0xdfff)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
