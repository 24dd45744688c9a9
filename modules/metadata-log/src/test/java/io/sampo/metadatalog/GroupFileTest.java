package io.sampo.metadatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupFileTest {
    @TempDir
    Path directory;

    @Test
    void groupComesBackAsItWas() throws IOException {
        // given
        var file = new GroupFile(directory);
        var group =
                GroupIdentity.ofFirstFormation(List.of(new Peer("2-b", "127.0.0.1:2"), new Peer("1-a", "127.0.0.1:1")));
        assertThat(file.read()).isEmpty();

        // when
        file.write(group);

        // then
        assertThat(file.read()).contains(group);

        // and when one waits to be added
        file.write(GroupIdentity.toBeAddedTo(new UUID(1, 2)));
        assertThat(file.read().orElseThrow().peers()).isEmpty();
    }

    @Test
    void damagedGroupFileIsNotTakenForAnEmptyDirectory() throws IOException {
        // given
        var file = new GroupFile(directory);
        file.write(GroupIdentity.ofFirstFormation(List.of(new Peer("1-a", "127.0.0.1:1"))));
        Path path = directory.resolve("group");

        // when
        Files.writeString(path, Files.readString(path).replace("1-a", "1-b"));

        // then
        assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("damaged");
        Files.writeString(path, "");
        assertThatThrownBy(file::read).isInstanceOf(IOException.class);
    }
}
