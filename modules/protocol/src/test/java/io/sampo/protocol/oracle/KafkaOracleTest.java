package io.sampo.protocol.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sampo.protocol.wire.MalformedFrame;
import io.sampo.protocol.wire.Message;
import io.sampo.protocol.wire.WireReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every message, every version, random content, against the generated classes of kafka-clients. More rounds:
 * {@code -Dsampo.oracle.rounds=N}.
 */
class KafkaOracleTest {
    private static final int ROUNDS = Integer.getInteger("sampo.oracle.rounds", 25);
    private static final List<BothSides> MESSAGES = BothSides.all();

    @Test
    void everySpecificationWithAVersionHasAClass() {
        assertThat(MESSAGES).hasSizeGreaterThanOrEqualTo(190);
    }

    @TestFactory
    Stream<DynamicTest> everyMessageInEveryVersionHasTheSameBytes() {
        return forEveryMessage(message -> inEveryVersion(message, (version, seed) -> {
            byte[] sent = message.random(seed, version, false);
            // What kafka-clients itself makes of it: a tagged field that holds its default is not written again.
            byte[] expected = BothSides.theirWrite(message.theirRead(sent, version), version);
            byte[] actual = BothSides.ourWrite(message.ourRead(sent, version), version);
            assertThat(actual).isEqualTo(expected);
            assertThat(BothSides.theirWrite(message.theirRead(actual, version), version))
                    .isEqualTo(actual);
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyFieldHoldsWhatKafkaReads() {
        return forEveryMessage(message -> inEveryVersion(message, (version, seed) -> {
            byte[] sent = message.random(seed, version, false);
            SameValues.check(message.name(), message.ourRead(sent, version), message.theirRead(sent, version));
        }));
    }

    /** What is ignorable is left out, what is not is refused, just as kafka-clients does. */
    @TestFactory
    Stream<DynamicTest> everyMessageOfOneVersionIsWrittenOrRefusedInEveryOther() {
        return forEveryMessage(message -> inEveryVersion(message, (version, seed) -> {
            byte[] sent = message.random(seed, version, false);
            Message ours = message.ourRead(sent, version);
            org.apache.kafka.common.protocol.Message theirs = message.theirRead(sent, version);
            for (int other : message.versions()) {
                byte[] expected = orNothing(() -> BothSides.theirWrite(theirs, other));
                byte[] actual = orNothing(() -> BothSides.ourWrite(ours, other));
                assertThat(actual)
                        .as("version %s written as %s", version, other)
                        .isEqualTo(expected);
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyUnknownTagIsPassedOver() {
        return forEveryMessage(message -> inEveryVersion(message, (version, seed) -> {
            Message without = message.ourRead(message.random(seed, version, false), version);
            Message with = message.ourRead(message.random(seed, version, true), version);
            assertThat(BothSides.ourWrite(with, version)).isEqualTo(BothSides.ourWrite(without, version));
        }));
    }

    @TestFactory
    Stream<DynamicTest> everyMessageThatIsCutShortIsMalformed() {
        return forEveryMessage(message -> {
            for (int version : message.versions()) {
                byte[] whole = message.random(version, version, true);
                int wire = version;
                for (int length = 0; length < whole.length; length += 1 + whole.length / 200) {
                    WireReader in = new WireReader(ByteBuffer.wrap(whole, 0, length));
                    assertThatExceptionOfType(MalformedFrame.class).isThrownBy(() -> message.read(in, wire));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> everyMessageHasExactlyTheVersionsOfKafka() {
        return forEveryMessage(message -> {
            int[] versions = message.versions();
            for (int version : new int[] {versions[0] - 1, versions[versions.length - 1] + 1}) {
                WireReader in = new WireReader(ByteBuffer.wrap(message.random(1, versions[0], false)));
                assertThatExceptionOfType(MalformedFrame.class)
                        .isThrownBy(() -> message.read(in, version))
                        .withMessageContaining("no version");
            }
        });
    }

    private interface Law {
        void check(int version, long seed);
    }

    private static Stream<DynamicTest> forEveryMessage(Consumer<BothSides> law) {
        return MESSAGES.stream().map(message -> DynamicTest.dynamicTest(message.name(), () -> law.accept(message)));
    }

    private static void inEveryVersion(BothSides message, Law law) {
        for (int version : message.versions()) {
            for (long seed = 0; seed < ROUNDS; seed++) {
                try {
                    law.check(version, seed);
                } catch (AssertionError | RuntimeException e) {
                    throw new AssertionError(
                            message + " v" + version + ", seed " + seed + ", content "
                                    + Arrays.toString(message.random(seed, version, false)),
                            e);
                }
            }
        }
    }

    private interface Written {
        byte[] bytes();
    }

    private static byte[] orNothing(Written written) {
        try {
            return written.bytes();
        } catch (RuntimeException refused) {
            return null;
        }
    }
}
