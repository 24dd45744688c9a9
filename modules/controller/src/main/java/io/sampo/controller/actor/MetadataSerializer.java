package io.sampo.controller.actor;

import io.sampo.controller.ClusterMetadata;
import io.sampo.controller.MetadataRecord;
import io.sampo.controller.codec.ClusterMetadataCodec;
import io.sampo.controller.codec.MetadataRecordCodec;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** Events and snapshots of the controller in the bytes of the codecs. Identifier and manifests lie on disks: they never change. */
public final class MetadataSerializer extends SerializerWithStringManifest {
    private static final String RECORD = "record";
    private static final String METADATA = "metadata";

    private final int identifier;

    /** Called by Pekko. */
    public MetadataSerializer(ExtendedActorSystem system) {
        this.identifier = system.settings()
                .config()
                .getInt("pekko.actor.serialization-identifiers.\"" + MetadataSerializer.class.getName() + "\"");
    }

    @Override
    public int identifier() {
        return identifier;
    }

    @Override
    public String manifest(Object value) {
        return value instanceof ClusterMetadata ? METADATA : RECORD;
    }

    @Override
    public byte[] toBinary(Object value) {
        return value instanceof ClusterMetadata metadata
                ? ClusterMetadataCodec.encode(metadata)
                : MetadataRecordCodec.encode((MetadataRecord) value);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return switch (manifest) {
            case RECORD -> MetadataRecordCodec.decode(bytes);
            case METADATA -> ClusterMetadataCodec.decode(bytes);
            default -> throw new IllegalArgumentException("Manifest '" + manifest + "' is neither record nor metadata");
        };
    }
}
