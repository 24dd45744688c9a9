package io.sampo.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.sampo.records.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentCopyTest {
    private static final UnpooledByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;

    @TempDir
    private Path directory;

    private final RecentCopy recent = new RecentCopy();
    private FileChannel file;

    @BeforeEach
    void write() throws IOException {
        file = FileChannel.open(
                Files.write(directory.resolve("log"), new byte[] {1, 2, 3, 4}),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    private byte[] read(long position, int size) {
        ByteBuf copy = recent.of(new LogSlice.FileRange(file, position), size, ALLOCATOR);
        byte[] bytes = new byte[copy.readableBytes()];
        copy.readBytes(bytes).release();
        return bytes;
    }

    @Test
    void theSameIsReadOnceUntilItIsDropped() throws IOException {
        assertThat(read(1, 2)).containsExactly(2, 3);
        file.write(ByteBuffer.wrap(new byte[] {9, 9, 9, 9}), 0);
        assertThat(read(1, 2)).containsExactly(2, 3);
        recent.drop();
        assertThat(read(1, 2)).containsExactly(9, 9);
    }

    @Test
    void whatIsNotTheSameIsRead() throws IOException {
        assertThat(read(1, 2)).containsExactly(2, 3);
        assertThat(read(1, 3)).containsExactly(2, 3, 4);
        assertThat(read(0, 3)).containsExactly(1, 2, 3);
        Path other = Files.write(directory.resolve("other"), new byte[] {7, 8, 9});
        try (FileChannel another = FileChannel.open(other, StandardOpenOption.READ)) {
            ByteBuf copy = recent.of(new LogSlice.FileRange(another, 0), 3, ALLOCATOR);
            assertThat(copy.getByte(0)).isEqualTo((byte) 7);
            copy.release();
        }
    }

    @Test
    void whatTheFileDoesNotHoldIsNothing() {
        assertThat(recent.of(new LogSlice.FileRange(file, 2), 3, ALLOCATOR)).isNull();
    }

    @Test
    void itsBytesAreGivenBackWhenTheLastUserHasThem() {
        ByteBuf one = recent.of(new LogSlice.FileRange(file, 0), 4, ALLOCATOR);
        ByteBuf two = recent.of(new LogSlice.FileRange(file, 0), 4, ALLOCATOR);
        recent.drop();
        one.release();
        assertThat(two.getByte(3)).isEqualTo((byte) 4);
        two.release();
        assertThat(one.unwrap().refCnt()).isZero();
    }
}
