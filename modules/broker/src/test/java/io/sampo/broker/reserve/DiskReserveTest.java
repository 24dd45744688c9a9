package io.sampo.broker.reserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.logfiles.DiskFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STORAGE 4.8. */
class DiskReserveTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private long usable = 1_000L * MIB;
    private long total = 10_000L * MIB;
    private Path ballast;
    private DiskReserve reserve;

    @BeforeEach
    void open() {
        ballast = directory.resolve(DiskReserve.BALLAST_NAME);
        reserve = new DiskReserve(directory, 64L * MIB, 2L * MIB, new DiskReserve.Space() {
            @Override
            public long usableBytes() {
                return usable;
            }

            @Override
            public long totalBytes() {
                return total;
            }
        });
    }

    @Test
    void belowTheSoftLimitClientsWait() {
        reserve.check();
        assertThat(reserve.isLow()).isFalse();
        usable = 64L * MIB - 1;
        reserve.check();
        assertThat(reserve.isLow()).isTrue();
        usable = 64L * MIB;
        reserve.check();
        assertThat(reserve.isLow()).isFalse();
    }

    @Test
    void ofASmallDiskLittleIsKept() throws IOException {
        total = 20L * MIB;
        usable = 4L * MIB;
        reserve.check();
        assertThat(reserve.isLow()).isFalse();
        assertThat(Files.size(ballast)).isEqualTo(MIB);
    }

    @Test
    void theBallastIsMadeOnlyWhereThereIsRoomForItTwice() throws IOException {
        usable = 68L * MIB - 1;
        reserve.check();
        assertThat(ballast).doesNotExist();
        usable = 68L * MIB;
        reserve.check();
        assertThat(Files.size(ballast)).isEqualTo(2L * MIB);
    }

    @Test
    void whatFindsNoRoomIsTriedOnceMoreInThatOfTheBallast() throws IOException {
        // given
        reserve.check();
        AtomicInteger tries = new AtomicInteger();
        DiskReserve.Work checkpoint = () -> {
            tries.incrementAndGet();
            if (Files.exists(ballast)) {
                throw new IOException("No space left on device");
            }
        };

        // when
        reserve.run(checkpoint);

        // then
        assertThat(tries).hasValue(2);
        assertThat(ballast).doesNotExist();
    }

    @Test
    void withoutBallastAFullDiskIsSaid() {
        DiskFullException full = new DiskFullException(new IOException("No space left on device"));
        assertThatThrownBy(() -> reserve.run(() -> {
                    throw full;
                }))
                .isSameAs(full);
    }

    @Test
    void aFailureIsNotTriedAgain() {
        reserve.check();
        assertThatThrownBy(() -> reserve.run(() -> {
                    throw new IOException("Input/output error");
                }))
                .hasMessage("Input/output error");
        assertThat(ballast).exists();
    }

    @Test
    void aStartOnAFullDiskHasTheRoomOfTheBallast() {
        reserve.check();
        reserve.makeRoomForStart();
        assertThat(ballast).exists();
        usable = 0;
        reserve.makeRoomForStart();
        assertThat(ballast).doesNotExist();
    }
}
