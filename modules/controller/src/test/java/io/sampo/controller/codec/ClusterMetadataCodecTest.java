package io.sampo.controller.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.ClusterScenario;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.topic.TopicAlteration;
import io.sampo.model.SampoException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** A snapshot is the metadata, or it is refused. */
class ClusterMetadataCodecTest {
    private final ClusterScenario cluster = ClusterScenario.of(3);

    @Test
    void theEmptyMetadataHasItsBytesForEver() {
        assertThat(HexFormat.of().formatHex(ClusterMetadataCodec.encode(ClusterMetadata.EMPTY)))
                .isEqualTo("010001000000000000000000000061b7f6e9");
    }

    @Test
    void aSnapshotHoldsEverything() {
        // given
        cluster.create("gone", 1, 1);
        cluster.run(TopicAlteration.delete(cluster.metadata(), "gone"));
        cluster.create("book", 5, 3);
        cluster.fence(2);
        // when
        ClusterMetadata restored = ClusterMetadataCodec.decode(ClusterMetadataCodec.encode(cluster.metadata()));
        // then
        assertThat(restored).isEqualTo(cluster.metadata());
        assertThat(restored.topic(cluster.metadata().topic("book").id())).isNotNull();
    }

    @Test
    void aSnapshotInTheMiddleOfABracketGoesOnWhereItStood() {
        // given
        cluster.append(new MetadataRecord.DecisionBegun());
        cluster.append(new MetadataRecord.ProducerIdsAllocated(1, cluster.epoch(1), 0, 1_000));
        // when
        ClusterMetadata restored = ClusterMetadataCodec.decode(ClusterMetadataCodec.encode(cluster.metadata()));
        // then
        MetadataRecord end = new MetadataRecord.DecisionEnded();
        assertThat(restored.nextProducerId()).isZero();
        assertThat(restored.apply(restored.offset() + 1, end).nextProducerId()).isEqualTo(1_000);
    }

    @Test
    void everyFlippedBitIsRefused() {
        // given: H46, a corrupt snapshot must not read as "topic gone"
        cluster.create("book", 2, 2);
        byte[] bytes = ClusterMetadataCodec.encode(cluster.metadata());
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            // then
            assertThatThrownBy(() -> ClusterMetadataCodec.decode(flipped)).isInstanceOf(SampoException.class);
        }
    }
}
