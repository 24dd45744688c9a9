package io.sampo.controller.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.controller.ClusterScenario;
import io.sampo.controller.MetadataRecord;
import java.io.NotSerializableException;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What Pekko writes beside the bytes stays the same for ever. */
class MetadataSerializerTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final Serialization SERIALIZATION = SerializationExtension.get(Adapter.toClassic(KIT.system()));

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void recordsAndSnapshotsGoThroughTheCodecsUnderFixedNames() throws NotSerializableException {
        for (Object value : List.of(
                new MetadataRecord.ControllerElected(1), ClusterScenario.of(2).metadata())) {
            // when
            MetadataSerializer serializer = (MetadataSerializer) SERIALIZATION.findSerializerFor(value);
            String manifest = serializer.manifest(value);
            Object back = serializer.fromBinary(serializer.toBinary(value), manifest);
            // then
            assertThat(serializer.identifier()).isEqualTo(8101);
            assertThat(manifest).isEqualTo(value instanceof MetadataRecord ? "record" : "metadata");
            assertThat(back).isEqualTo(value);
        }
    }

    @Test
    void anUnknownManifestIsRefused() throws NotSerializableException {
        MetadataSerializer serializer = (MetadataSerializer) SERIALIZATION.serializerFor(MetadataRecord.class);
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "other"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
