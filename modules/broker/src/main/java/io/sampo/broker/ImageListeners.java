package io.sampo.broker;

import io.sampo.messages.face.ClusterImage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The faces in this JVM that hear of every new image. Listeners from any thread; images from one at a time. */
final class ImageListeners {
    private final List<Consumer<ClusterImage>> listeners = new CopyOnWriteArrayList<>();

    void add(Consumer<ClusterImage> listener) {
        listeners.add(listener);
    }

    void published(ClusterImage image) {
        listeners.forEach(listener -> listener.accept(image));
    }
}
