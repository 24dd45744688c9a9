package io.sampo.client.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.client.Partitioner;
import io.sampo.client.ProducerRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Murmur2PartitionerTest {
    /** Vectors of Kafka's own UtilsTest. */
    @ParameterizedTest
    @CsvSource({
        "21, -973932308",
        "foobar, -790332482",
        "a-little-bit-long-string, -985981536",
        "a-little-bit-longer-string, -1486304829",
        "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8, -58897971",
        "abc, 479470107"
    })
    void hashesAreThoseOfKafka(String key, int hash) {
        assertThat(Murmur2Partitioner.murmur2(ByteBuffer.wrap(key.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(hash);
    }

    @Test
    void thePartitionIsThePositiveHashModuloTheirNumber() {
        assertThat(new Murmur2Partitioner().partitionOf(ProducerRecord.of("t", "foobar", "v"), 10))
                .isEqualTo((-790332482 & 0x7fffffff) % 10);
    }

    @Test
    void onlyTheRemainingBytesOfAKeyCount() {
        ByteBuffer key = ByteBuffer.wrap("xxfoobarxx".getBytes(StandardCharsets.UTF_8), 2, 6);
        assertThat(Murmur2Partitioner.murmur2(key)).isEqualTo(-790332482);
        assertThat(key.remaining()).isEqualTo(6);
    }

    @Test
    void aRecordWithoutAKeyGoesAnywhere() {
        assertThat(new Murmur2Partitioner().partitionOf(ProducerRecord.of("t", "v"), 10))
                .isEqualTo(Partitioner.ANY);
    }
}
