package io.sampo.metadatalog;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.jspecify.annotations.Nullable;

/** Where the plugins of an actor system find the node of its process. Install the node before anything persists. */
public final class MetadataLogExtension implements Extension {
    private static final Id ID = new Id();

    private static final class Id extends AbstractExtensionId<MetadataLogExtension> {
        @Override
        public MetadataLogExtension createExtension(ExtendedActorSystem system) {
            return new MetadataLogExtension(system.name());
        }
    }

    private final String systemName;
    private final AtomicReference<@Nullable MetadataLogNode> node = new AtomicReference<>();

    private MetadataLogExtension(String systemName) {
        this.systemName = systemName;
    }

    /** The extension of an actor system, classic or typed. */
    public static MetadataLogExtension get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** From now on the plugins of this actor system use the node; a later call replaces it. The caller closes it. */
    public void install(MetadataLogNode started) {
        node.set(started);
    }

    /** The node, if one is installed. */
    public Optional<MetadataLogNode> installed() {
        return Optional.ofNullable(node.get());
    }

    /**
     * The node.
     *
     * @throws MetadataLogException none is installed
     */
    public MetadataLogNode node() {
        return installed()
                .orElseThrow(() -> new MetadataLogException(
                        MetadataLogException.Reason.UNAVAILABLE,
                        "no metadata log in actor system '" + systemName
                                + "': call MetadataLogExtension.get(system).install(node) before anything persists"));
    }
}
