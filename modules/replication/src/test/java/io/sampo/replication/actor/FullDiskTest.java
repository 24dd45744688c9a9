package io.sampo.replication.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.storage.flush.DiskFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FullDiskTest {
    private final UnwrittenBatches unwritten = new UnwrittenBatches();
    private final List<String> done = new ArrayList<>();
    private int room;

    @Test
    void whatWaitsIsWrittenInItsOrderWhenThereIsRoom() throws IOException {
        // given
        for (String name : List.of("a", "b", "c")) {
            unwritten.add(() -> write(name), () -> done.add("written " + name));
        }
        assertThat(unwritten.tryAll()).isFalse();

        // when
        room = 2;
        assertThat(unwritten.tryAll()).isFalse();

        // then
        assertThat(done).containsExactly("a", "written a", "b", "written b");
        room = 1;
        assertThat(unwritten.tryAll()).isTrue();
        assertThat(unwritten.isEmpty()).isTrue();
        assertThat(done).endsWith("c", "written c");
    }

    @Test
    void aDiskThatFailedIsNotTriedLikeAFullOne() {
        unwritten.add(
                () -> {
                    throw new IOException("Input/output error");
                },
                () -> done.add("written"));

        assertThatThrownBy(unwritten::tryAll).hasMessage("Input/output error");
        assertThat(done).isEmpty();
    }

    private void write(String name) throws IOException {
        if (room == 0) {
            throw new DiskFullException(new IOException("No space left on device"));
        }
        room--;
        done.add(name);
    }
}
