package io.sampo.messages.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.messages.AdminReply;
import io.sampo.messages.AdminRequest;
import io.sampo.messages.ClientMessage;
import io.sampo.messages.ClusterView;
import io.sampo.messages.ControllerMessage;
import io.sampo.messages.ControllerReply;
import io.sampo.messages.FeedMessage;
import io.sampo.messages.GroupCall;
import io.sampo.messages.GroupReply;
import io.sampo.messages.SessionMessage;
import io.sampo.messages.WireMessage;
import io.sampo.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The bytes of every message are those of the first release: what breaks a rolling upgrade breaks this first. */
class GoldenBytesTest {
    private static final WireSystem SYSTEM = new WireSystem();

    @AfterAll
    static void close() {
        SYSTEM.close();
    }

    @Test
    void everyMessageHasItsGoldenBytes() throws IOException {
        // given
        Map<String, String> golden = golden();
        // when
        Map<String, String> now = new TreeMap<>();
        for (WireMessage message : Samples.all(SYSTEM.actorRef())) {
            now.put(nameOf(message), written(message));
        }
        // then
        assertThat(lines(now)).as("name, serializer/manifest, bytes").isEqualTo(lines(golden));
    }

    @Test
    void everyGoldenMessageIsReadAsItWasMeant() throws IOException {
        Map<String, String> golden = golden();
        for (WireMessage message : Samples.all(SYSTEM.actorRef())) {
            // given
            String[] line = golden.get(nameOf(message)).split(" ");
            SerializerWithStringManifest serializer = SYSTEM.serializerFor(message);
            byte[] bytes = HexFormat.of().parseHex(line[1]);
            // when
            Object read = serializer.fromBinary(bytes, line[0].substring(line[0].indexOf('/') + 1));
            // then
            assertEqual(read, message);
        }
    }

    @Test
    void aViewOfTheFirstReleaseIsStillRead() throws NotSerializableException {
        // given: written before there were eligible leader replicas
        byte[] bytes = HexFormat.of()
                .parseHex("01636c75737465f20420a413010102220173616d70ef0131302e302e302eb1e08e03888e01a0f704e49b019c9a"
                        + "01dc85010101626f6feb0108070605040302011817161514131211017365676d656e742e62797465f33130343835"
                        + "37b60101010a120302040602020401");
        ClusterView expected = Samples.viewOfTheFirstRelease();
        // when
        Object read = SYSTEM.serializerFor(expected)
                .fromBinary(bytes, SYSTEM.serializerFor(expected).manifest(expected));
        // then
        assertEqual(read, expected);
    }

    @Test
    void anAnswerOfTheFirstReleaseIsStillRead() throws NotSerializableException {
        // given: written before answers named voters
        byte[] bytes = HexFormat.of().parseHex("012400546f7069632027626f6f6b27206578697374f3ce49");
        AdminReply expected = new AdminReply(ErrorCode.TOPIC_ALREADY_EXISTS, "Topic 'book' exists", 4711);
        // when
        Object read = SYSTEM.serializerFor(expected)
                .fromBinary(bytes, SYSTEM.serializerFor(expected).manifest(expected));
        // then
        assertEqual(read, expected);
    }

    @Test
    void everyMessageTravelsThroughALittleEndianBufferOfArtery() throws NotSerializableException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);
        for (WireMessage message : Samples.all(SYSTEM.actorRef())) {
            // given
            buffer.clear();
            buffer.putInt(0xcafe);
            // when
            SYSTEM.bufferSerializerFor(message).toBinary(message, buffer);
            buffer.flip();
            buffer.getInt();
            Object read = SYSTEM.bufferSerializerFor(message)
                    .fromBinary(buffer, SYSTEM.serializerFor(message).manifest(message));
            // then
            assertEqual(read, message);
            assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        }
    }

    @Test
    void aFrameThatIsTooSmallIsReportedAsArteryExpects() {
        for (WireMessage message : Samples.all(SYSTEM.actorRef())) {
            Assertions.assertThatThrownBy(
                            () -> SYSTEM.bufferSerializerFor(message).toBinary(message, ByteBuffer.allocate(0)))
                    .as(nameOf(message))
                    .isInstanceOf(BufferOverflowException.class);
        }
    }

    @Test
    void everyTypeThatMayLeaveTheProcessHasASample() {
        // given
        Set<Class<?>> marked = Stream.of(
                        SessionMessage.class,
                        ClientMessage.class,
                        ClientMessage.Answer.class,
                        ControllerMessage.class,
                        ControllerReply.class,
                        FeedMessage.class,
                        AdminRequest.class,
                        GroupCall.class,
                        GroupReply.class)
                .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                .filter(WireMessage.class::isAssignableFrom)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        marked.add(ClusterView.class);
        marked.add(AdminReply.class);
        // when
        Set<Class<?>> sampled = Samples.all(SYSTEM.actorRef()).stream()
                .map(Object::getClass)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        // then
        assertThat(sampled).isEqualTo(marked);
    }

    private static String written(WireMessage message) {
        SerializerWithStringManifest serializer = SYSTEM.serializerFor(message);
        return serializer.identifier() + "/" + serializer.manifest(message) + " "
                + HexFormat.of().formatHex(serializer.toBinary(message));
    }

    private static String nameOf(Object message) {
        return message.getClass().getName().replaceAll(".*\\.", "");
    }

    private static String lines(Map<String, String> messages) {
        return messages.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> golden() throws IOException {
        try (InputStream file = GoldenBytesTest.class.getResourceAsStream("/golden/messages.txt")) {
            Map<String, String> golden = new TreeMap<>();
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .forEach(line -> golden.put(line[0], line[1]));
            return golden;
        }
    }

    /** Arrays inside of records compare by identity, hence component by component. */
    private static void assertEqual(Object read, Object message) {
        assertThat(read).usingRecursiveComparison().isEqualTo(message);
        assertThat(read).hasSameClassAs(message);
    }
}
