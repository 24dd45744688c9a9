package io.sampo.groups.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.groups.Blob;
import io.sampo.groups.classic.EmbeddedProtocolCodec.Subscription;
import io.sampo.model.ErrorCode;
import io.sampo.model.SampoException;
import io.sampo.model.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.junit.jupiter.api.Test;

/** What consumers send each other, by Kafka's own consumer. */
class EmbeddedProtocolCodecTest {
    private static final TopicPartition T0 = new TopicPartition("t", 0);

    private static Blob kafkasSubscription(short version, ByteBuffer userData) {
        return Blob.of(bytes(ConsumerProtocol.serializeSubscription(
                new ConsumerPartitionAssignor.Subscription(
                        List.of("t", "u"),
                        userData,
                        List.of(new org.apache.kafka.common.TopicPartition("t", 0)),
                        7,
                        Optional.of("rack")),
                version)));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Test
    void subscriptionsOfEveryVersionAreRead() {
        for (short version = 0; version <= 3; version++) {
            Subscription read =
                    EmbeddedProtocolCodec.subscription(kafkasSubscription(version, ByteBuffer.wrap(new byte[] {1, 2})));

            assertThat(read.topics()).containsExactly("t", "u");
            assertThat(read.owned()).isEqualTo(version >= 1 ? Set.of(T0) : Set.of());
            assertThat(read.generation()).isEqualTo(version >= 2 ? 7 : -1);
            assertThat(read.rackId()).isEqualTo(version >= 3 ? "rack" : null);
        }
    }

    @Test
    void subscriptionsAreWrittenAsKafkaWritesThem() {
        for (short version = 0; version <= 3; version++) {
            Subscription ours = new Subscription(new TreeSet<>(Set.of("t", "u")), new TreeSet<>(Set.of(T0)), 7, "rack");

            assertThat(EmbeddedProtocolCodec.subscription(version, ours)).isEqualTo(kafkasSubscription(version, null));
        }
    }

    @Test
    void assignmentsAreReadByKafkaAndKafkasByUs() {
        // given
        Blob ours = EmbeddedProtocolCodec.assignment((short) 1, List.of(T0, new TopicPartition("u", 3)));

        // when
        ConsumerPartitionAssignor.Assignment theirs =
                ConsumerProtocol.deserializeAssignment(ByteBuffer.wrap(ours.toBytes()));

        // then
        List<String> names = new ArrayList<>();
        theirs.partitions().forEach(partition -> names.add(partition.toString()));
        assertThat(names).containsExactly("t-0", "u-3");
        Blob withData = Blob.of(bytes(ConsumerProtocol.serializeAssignment(
                new ConsumerPartitionAssignor.Assignment(theirs.partitions(), ByteBuffer.wrap(new byte[] {1})))));
        assertThat(EmbeddedProtocolCodec.assignment(withData).hasUserData()).isTrue();
        assertThat(EmbeddedProtocolCodec.assignment(withData).partitions()).contains(T0);
        assertThat(EmbeddedProtocolCodec.assignment(ours).hasUserData()).isFalse();
    }

    @Property(tries = 2_000)
    void garbageIsRefusedAndNothingElse(@ForAll long seed) {
        // given
        Random random = new Random(seed);
        byte[] bytes = kafkasSubscription((short) 3, null).toBytes();
        byte[] broken = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        if (broken.length > 0) {
            broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
        }

        // then
        try {
            EmbeddedProtocolCodec.subscription(Blob.of(broken));
        } catch (SampoException refused) {
            assertThat(refused.error()).isEqualTo(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        }
    }

    @Test
    void aNegativeVersionIsNone() {
        assertThatThrownBy(() -> EmbeddedProtocolCodec.version(Blob.of((byte) -1, (byte) -1)))
                .isInstanceOf(SampoException.class);
    }
}
