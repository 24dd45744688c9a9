package io.sampo.samples.filecopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.client.ConsumerRecord;
import io.sampo.client.ProducerRecord;
import io.sampo.model.TopicPartition;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class PieceTest {
    private static final Piece PIECE = new Piece(100, ByteString.fromString("abcdef"));

    @Test
    void aPieceComesOutOfATopicAsItWentIn() {
        ProducerRecord sent = PIECE.toRecord("copy");
        assertThat(Piece.of(read(sent))).isEqualTo(PIECE);
        assertThat(sent.partition()).isZero();
    }

    @Test
    void theNextPieceBeginsWhereItEnds() {
        assertThat(PIECE.end()).isEqualTo(106);
    }

    @Test
    void aFileGetsWhatItLacksAndNothingTwice() {
        assertThat(PIECE.behind(100).utf8String()).isEqualTo("abcdef");
        assertThat(PIECE.behind(102).utf8String()).isEqualTo("cdef");
        assertThat(PIECE.behind(106).utf8String()).isEmpty();
        assertThat(PIECE.behind(5_000_000_000L).utf8String()).isEmpty();
    }

    @Test
    void aHoleIsNoticed() {
        assertThatThrownBy(() -> PIECE.behind(99)).hasMessage("the bytes from 99 to 100 are missing");
    }

    @Test
    void aRecordOfAnotherProgramIsToldFromAPiece() {
        assertThatThrownBy(() -> Piece.of(read(ProducerRecord.of("copy", "hello"))))
                .hasMessage("the record at offset 7 of copy-0 is no piece of a file");
    }

    private static ConsumerRecord read(ProducerRecord sent) {
        return new ConsumerRecord(new TopicPartition("copy", 0), 7, 0, sent.key(), sent.value(), List.of(), 0);
    }
}
