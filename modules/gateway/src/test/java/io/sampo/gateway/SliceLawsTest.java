package io.sampo.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.gateway.fake.Served;
import io.sampo.gateway.fake.WireClient;
import io.sampo.messages.PartitionMessage.CancelFetch;
import io.sampo.messages.PartitionMessage.Fetch;
import io.sampo.messages.PartitionReply;
import io.sampo.model.ErrorCode;
import io.sampo.model.TopicId;
import io.sampo.model.TopicIdPartition;
import io.sampo.protocol.message.ApiKey;
import io.sampo.protocol.message.FetchResponse;
import io.sampo.protocol.message.FetchResponse.PartitionData;
import io.sampo.records.LogSlice;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches in a file: they go to the socket as they lie there, and the file is given back whatever becomes of the client. */
class SliceLawsTest {
    private static final int BYTES = 24 << 20;

    @TempDir
    private Path directory;

    /** A slice of a file of our own that notes its end. */
    private static final class Lent implements LogSlice {
        private final FileChannel file;
        private final int start;
        private final int size;
        private final CountDownLatch given = new CountDownLatch(1);

        Lent(FileChannel file, int start, int size) {
            this.file = file;
            this.start = start;
            this.size = size;
        }

        @Override
        public int sizeInBytes() {
            return size;
        }

        @Override
        public long writeTo(WritableByteChannel target, long position, long count) throws IOException {
            return file.transferTo(start + position, Math.min(count, size - position), target);
        }

        @Override
        public FileRange inFile() {
            return new FileRange(file, start);
        }

        @Override
        public ByteBuffer toBuffer() {
            throw new AssertionError("nobody brings it to the heap");
        }

        @Override
        public void close() {
            assertThat(given.getCount()).as("given back once").isEqualTo(1);
            given.countDown();
        }

        void awaitGivenBack() throws InterruptedException {
            assertThat(given.await(20, TimeUnit.SECONDS)).as("given back").isTrue();
            assertThat(file.isOpen()).as("lent, not given").isTrue();
        }
    }

    private FileChannel file(byte[] bytes) throws IOException {
        Path path = Files.write(directory.resolve("log"), bytes);
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static void answer(Fetch fetch, TopicIdPartition partition, LogSlice slice) {
        fetch.replyTo()
                .tell(new PartitionReply.Fetched(partition, fetch.requestId(), ErrorCode.NONE, 10, 0, slice, 1, 4));
    }

    @Test
    void whatLiesInFilesArrivesWholeAndInOrder() throws Exception {
        byte[] bytes = random(3_000_000);
        try (Served served = new Served();
                FileChannel file = file(bytes);
                WireClient client = served.client()) {
            // given
            TopicId topic = served.topic("t", 2);
            List<Lent> slices = new ArrayList<>();
            client.send(Served.fetch("t", topic, 2, 1, 1_000).maxBytes(1 << 26), 12);
            for (int number = 0; number < 2; number++) {
                Lent slice = new Lent(file, 1_000 + number, 2_000_000);
                slices.add(slice);
                answer(served.broker().told(Fetch.class), new TopicIdPartition(topic, number), slice);
            }
            // when
            FetchResponse response =
                    (FetchResponse) client.read(ApiKey.FETCH, 12).body();
            // then
            for (int number = 0; number < 2; number++) {
                PartitionData data = response.responses().get(0).partitions().get(number);
                assertThat(data.records().toBuffer()).isEqualTo(ByteBuffer.wrap(bytes, 1_000 + number, 2_000_000));
                slices.get(number).awaitGivenBack();
            }
        }
    }

    @Test
    void aFewBytesArriveLikeMany() throws Exception {
        byte[] bytes = random(40_000);
        try (Served served = new Served();
                FileChannel file = file(bytes);
                WireClient client = served.client()) {
            TopicId topic = served.topic("t", 3);
            client.send(Served.fetch("t", topic, 3, 1, 1_000).maxBytes(1 << 26), 12);
            List<Lent> slices =
                    List.of(new Lent(file, 7, 20_000), new Lent(file, 7, 20_000), new Lent(file, 8, 20_000));
            for (int number = 0; number < 3; number++) {
                answer(served.broker().told(Fetch.class), new TopicIdPartition(topic, number), slices.get(number));
            }
            FetchResponse response =
                    (FetchResponse) client.read(ApiKey.FETCH, 12).body();
            for (int number = 0; number < 3; number++) {
                PartitionData data = response.responses().get(0).partitions().get(number);
                assertThat(data.records().toBuffer()).isEqualTo(ByteBuffer.wrap(bytes, number < 2 ? 7 : 8, 20_000));
                slices.get(number).awaitGivenBack();
            }
        }
    }

    @Test
    void whatWasCutAwayMeanwhileEndsTheConnectionAndIsGivenBack() throws Exception {
        try (Served served = new Served();
                FileChannel file = file(random(15_000));
                WireClient client = served.client()) {
            TopicId topic = served.topic("t", 1);
            client.send(Served.fetch("t", topic, 1, 1, 1_000).maxBytes(1 << 26), 12);
            Lent slice = new Lent(file, 0, 20_000);
            answer(served.broker().told(Fetch.class), new TopicIdPartition(topic, 0), slice);
            slice.awaitGivenBack();
            assertThatThrownBy(() -> client.read(ApiKey.FETCH, 12))
                    .isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    @Test
    void aClientThatLeavesInTheMiddleGivesTheFileBack() throws Exception {
        try (Served served = new Served();
                FileChannel file = file(random(BYTES))) {
            TopicId topic = served.topic("t", 1);
            Lent slice = new Lent(file, 0, BYTES);
            try (WireClient client = served.client()) {
                client.send(Served.fetch("t", topic, 1, 1, 1_000).maxBytes(1 << 26), 12);
                answer(served.broker().told(Fetch.class), new TopicIdPartition(topic, 0), slice);
                // It is being sent: the socket holds less than this.
                assertThat(client.isClosedByPeer()).isFalse();
            }
            slice.awaitGivenBack();
        }
    }

    @Test
    void anAnswerThatComesTooLateGivesTheFileBack() throws Exception {
        try (Served served = new Served();
                FileChannel file = file(random(100))) {
            TopicId topic = served.topic("t", 1);
            Fetch fetch;
            try (WireClient client = served.client()) {
                client.send(Served.fetch("t", topic, 1, 1, 60_000), 12);
                fetch = served.broker().told(Fetch.class);
            }
            served.broker().told(CancelFetch.class);
            Lent slice = new Lent(file, 0, 100);
            answer(fetch, new TopicIdPartition(topic, 0), slice);
            slice.awaitGivenBack();
        }
    }

    @Test
    void whoeverTakesNothingOfItIsClosedAndGivesTheFileBack() throws Exception {
        try (Served served = new Served("sampo.gateway.write.stall.ms = 500");
                FileChannel file = file(random(BYTES));
                WireClient client = served.client()) {
            TopicId topic = served.topic("t", 1);
            Lent slice = new Lent(file, 0, BYTES);
            client.send(Served.fetch("t", topic, 1, 1, 1_000).maxBytes(1 << 26), 12);
            answer(served.broker().told(Fetch.class), new TopicIdPartition(topic, 0), slice);
            slice.awaitGivenBack();
        }
    }

    @Test
    void whoeverTakesALittleAtATimeGetsAllOfIt() throws Exception {
        byte[] bytes = random(BYTES);
        try (Served served = new Served("sampo.gateway.write.stall.ms = 5000");
                FileChannel file = file(bytes);
                WireClient client = served.client()) {
            TopicId topic = served.topic("t", 1);
            Lent slice = new Lent(file, 0, BYTES);
            client.send(Served.fetch("t", topic, 1, 1, 1_000).maxBytes(1 << 26), 12);
            answer(served.broker().told(Fetch.class), new TopicIdPartition(topic, 0), slice);
            FetchResponse response =
                    (FetchResponse) client.read(ApiKey.FETCH, 12).body();
            assertThat(response.responses().get(0).partitions().get(0).records().toBuffer())
                    .isEqualTo(ByteBuffer.wrap(bytes));
            slice.awaitGivenBack();
        }
    }
}
