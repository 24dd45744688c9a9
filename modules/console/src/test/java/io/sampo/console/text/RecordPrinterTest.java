package io.sampo.console.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerRecord;
import io.sampo.model.TopicPartition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordPrinterTest {
    @Test
    void fieldsStandInTheOrderAskedForAndTheValueLast() throws Exception {
        // given
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        // when
        try (RecordPrinter printer = new RecordPrinter(
                out, List.of(RecordPrinter.Field.offset, RecordPrinter.Field.key, RecordPrinter.Field.partition))) {
            printer.print(record("value"));
        }
        // then
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("7\tnull\t2\tvalue\n");
    }

    @Test
    void aReaderWhoHasGoneIsNoFailureAndIsToldOnce() throws Exception {
        RecordPrinter printer = new RecordPrinter(broken("Broken pipe"), List.of());
        printer.print(record("value"));
        assertThatThrownBy(printer::flush).isInstanceOf(ReaderGoneException.class);
        assertThatCode(printer::close).doesNotThrowAnyException();
    }

    @Test
    void aFullDiskIsAFailureThatSaysWhere() throws Exception {
        RecordPrinter printer = new RecordPrinter(broken("No space left on device"), List.of());
        printer.print(record("value"));
        assertThatThrownBy(printer::flush)
                .isNotInstanceOf(ReaderGoneException.class)
                .hasMessage("standard output takes no more: No space left on device");
    }

    private static OutputStream broken(String why) {
        return new OutputStream() {
            @Override
            public void write(int oneByte) throws IOException {
                throw new IOException(why);
            }
        };
    }

    private static ConsumerRecord record(String value) {
        ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord(new TopicPartition("book", 2), 7, 0, null, bytes, List.of(), 0);
    }
}
