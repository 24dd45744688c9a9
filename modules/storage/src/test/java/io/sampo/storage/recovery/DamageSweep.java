package io.sampo.storage.recovery;

import static io.sampo.storage.Batches.baseOffsets;

import io.sampo.model.TopicConfig;
import io.sampo.records.LogSlice;
import io.sampo.records.RecordBatch;
import io.sampo.records.RecordBatchBuilder;
import io.sampo.storage.LogCheckpoints;
import io.sampo.storage.LogEnvironment;
import io.sampo.storage.PartitionLog;
import io.sampo.storage.PartitionLog.OffsetAndTimestamp;
import io.sampo.storage.SegmentedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Damages the files of one log, one bit or one cut at a time, opens it, and judges what came out: detected, harmless, or
 * wrong. A part of it runs in the tests, all of it as a program; see {@link SweepProgram}.
 */
final class DamageSweep {
    /** How the log is opened: to try the sweep itself out, a recovery without one of its rules. */
    @FunctionalInterface
    interface Opener {
        LogRecovery recovery(Path directory, TopicConfig config, LogCheckpoints checkpoints, LogEnvironment environment)
                throws IOException;
    }

    /** Verdicts over all cases of one sweep. {@code wrong} names the first few. */
    record Outcome(String what, int cases, int detected, int harmless, List<String> wrong) {
        boolean isClean() {
            return wrong.isEmpty() && detected + harmless == cases;
        }

        @Override
        public String toString() {
            return String.format(
                    java.util.Locale.ROOT,
                    "%-38s %,9d cases  %,9d detected  %,7d harmless  %d wrong%s",
                    what,
                    cases,
                    detected,
                    harmless,
                    cases - detected - harmless,
                    wrong.isEmpty() ? "" : " " + wrong);
        }
    }

    static final String LOG = "00000000000000000000.log";
    static final String INDEX = "00000000000000000000.index";
    static final String TIME_INDEX = "00000000000000000000.timeindex";
    static final String SUMS = "00000000000000000000.sums";
    static final String EPOCHS = "leader-epoch-checkpoint";

    private static final TopicConfig CONFIG = TopicConfig.of(Map.of("index.interval.bytes", "1024"));
    private static final int SEGMENT_BYTES = 64 * 1024;
    private static final int WRONG_SHOWN = 5;
    /** Base offset, length, leader epoch, magic and the CRC itself. */
    private static final int UNCOVERED_BYTES = 8 + 4 + 4 + 1 + 4;

    private final LogImage image;
    private final Opener opener;
    private final long logEnd;
    private final List<Long> bases;

    /** Makes the log: one segment of at least 64 KiB, forced and closed, three epochs. */
    DamageSweep(Path directory, Opener opener) throws IOException {
        this.image = new LogImage(directory, CONFIG);
        this.opener = opener;
        Random random = new Random(7);
        try (SegmentedLog log = image.open()) {
            while (log.sizeInBytes() < SEGMENT_BYTES) {
                long from = log.logEndOffset();
                log.append(batch(random, from, 1 + random.nextInt(4), (int) (log.sizeInBytes() * 3 / SEGMENT_BYTES)));
            }
            logEnd = log.logEndOffset();
            bases = baseOffsets(log);
        }
        image.keep();
    }

    static ByteBuffer batch(Random random, long from, int records, int epoch) {
        RecordBatchBuilder builder = new RecordBatchBuilder().baseOffset(from).leaderEpoch(epoch);
        for (int i = 0; i < records; i++) {
            byte[] value = new byte[100 + random.nextInt(300)];
            random.nextBytes(value);
            builder.append(1_000_000 + from + i, null, ByteBuffer.wrap(value));
        }
        return builder.build();
    }

    /** First bit of the last batch. */
    int lastBatchBit() {
        ByteBuffer bytes = ByteBuffer.wrap(image.file(LOG));
        RecordBatch batch = RecordBatch.at(bytes, 0);
        while (batch.end() < bytes.limit()) {
            batch.wrap(bytes, batch.end());
        }
        return batch.start() * 8;
    }

    /**
     * Flips single bits of {@code file}: every {@code step}-th, beginning with {@code first}.
     *
     * @param crashed the log is opened as after a crash, which reads its bytes; else as after a clean stop, which trusts
     *     its indexes
     * @param forced everything had been forced as far as the checkpoints know
     */
    Outcome flipBits(String file, boolean crashed, boolean forced, int first, int step) throws IOException {
        return flipBits(file, crashed, forced, first, step, Integer.MAX_VALUE);
    }

    /** Those bits of the last batch's header that no CRC covers, as after a crash of a log that had been forced. */
    Outcome flipUncoveredBitsOfTheLastBatch() throws IOException {
        return flipBits(LOG, true, true, lastBatchBit(), 1, lastBatchBit() + UNCOVERED_BYTES * 8);
    }

    private Outcome flipBits(String file, boolean crashed, boolean forced, int first, int step, int before)
            throws IOException {
        byte[] good = image.file(file);
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        int detected = 0;
        int harmless = 0;
        for (int bit = first; bit < Math.min(before, good.length * 8); bit += step) {
            byte[] damaged = good.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            image.write(file, damaged);
            if (crashed) {
                image.checkpoints.cleanEnd = null;
                image.checkpoints.recoveryPoint = forced ? logEnd : 0;
            }
            cases++;
            String verdict = verdict(file.equals(LOG) ? damaged : image.file(LOG));
            if (verdict.equals("detected")) {
                detected++;
            } else if (verdict.equals("harmless")) {
                harmless++;
            } else if (wrong.size() < WRONG_SHOWN) {
                wrong.add("bit " + bit + ": " + verdict);
            }
            image.restore();
        }
        String how = crashed ? (forced ? ", crash" : ", crash, no checkpoint") : ", clean stop";
        return new Outcome(
                "bits of " + file.substring(file.lastIndexOf('.') + 1) + how, cases, detected, harmless, wrong);
    }

    /** Opens the log; the batches must be untouched whatever comes of it. */
    private String verdict(byte[] batches) throws IOException {
        try {
            LogEnvironment environment = LogImage.environment();
            RecoveredLog recovered = opener.recovery(image.directory, CONFIG, image.checkpoints, environment)
                    .run();
            try (SegmentedLog log = SegmentedLog.open(
                    image.directory,
                    CONFIG,
                    image.checkpoints,
                    environment,
                    new io.sampo.storage.DeletedFiles(),
                    recovered)) {
                return wholeAndRight(log, batches);
            }
        } catch (CorruptLogException e) {
            return Arrays.equals(image.read().get(LOG), batches) ? "detected" : "detected, and changed";
        }
    }

    private String wholeAndRight(PartitionLog log, byte[] batches) throws IOException {
        if (log.logEndOffset() != logEnd) {
            return "the log ends at " + log.logEndOffset() + " instead of " + logEnd;
        }
        if (!Arrays.equals(batches, image.file(LOG))) {
            return "damaged batches are served";
        }
        for (int i = 0; i < bases.size(); i++) {
            long base = bases.get(i);
            try (LogSlice slice = log.read(base, 1, logEnd)) {
                if (baseOffsets(slice.toBuffer()).get(0) != base) {
                    return "offset " + base + " is not found";
                }
            }
            OffsetAndTimestamp found = log.offsetForTimestamp(1_000_000 + base);
            if (found == null || found.offset() != base) {
                return "timestamp of " + base + " leads to " + found;
            }
        }
        for (int epoch = 0; epoch < 3; epoch++) {
            if (!log.endOffsetFor(epoch).equals(endOf(epoch))) {
                return "epoch " + epoch + " ends at " + log.endOffsetFor(epoch);
            }
        }
        return "harmless";
    }

    private PartitionLog.EpochEnd endOf(int epoch) {
        String[] lines = new String(image.file(EPOCHS), java.nio.charset.StandardCharsets.US_ASCII).split("\n");
        long end = epoch == 2 ? logEnd : Long.parseLong(lines[epoch + 3].split(" ")[1]);
        return new PartitionLog.EpochEnd(epoch, end);
    }

    /** Tears one more append at every byte, with nothing, zeros or garbage behind it. */
    Outcome tearTails(int step) throws IOException {
        byte[] good = image.file(LOG);
        Random random = new Random(11);
        ByteBuffer next = batch(random, logEnd, 40, 2);
        byte[] whole = new byte[next.remaining()];
        next.get(whole);
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        int right = 0;
        for (int size = 1; size < whole.length; size += step) {
            for (String rest : List.of("nothing", "zeros", "garbage")) {
                byte[] torn = Arrays.copyOf(good, good.length + (rest.equals("nothing") ? size : whole.length));
                System.arraycopy(whole, 0, torn, good.length, size);
                if (rest.equals("garbage")) {
                    byte[] garbage = new byte[whole.length - size];
                    random.nextBytes(garbage);
                    System.arraycopy(garbage, 0, torn, good.length + size, garbage.length);
                }
                if (Arrays.equals(whole, Arrays.copyOfRange(torn, good.length, torn.length))) {
                    // What was lost happened to be zeros: nothing is torn.
                    continue;
                }
                cases++;
                String verdict = tornVerdict(torn);
                if (verdict.equals("cut")) {
                    right++;
                } else if (wrong.size() < WRONG_SHOWN) {
                    wrong.add(size + " bytes, then " + rest + ": " + verdict);
                }
            }
        }
        return new Outcome("torn tails", cases, right, 0, Collections.unmodifiableList(wrong));
    }

    private String tornVerdict(byte[] torn) throws IOException {
        image.write(LOG, torn);
        image.checkpoints.cleanEnd = null;
        image.checkpoints.recoveryPoint = logEnd;
        try {
            RecoveredLog recovered = opener.recovery(image.directory, CONFIG, image.checkpoints, LogImage.environment())
                    .run();
            long end = recovered.segments().lastEntry().getValue().nextOffset();
            long cut = recovered.cutBytes();
            recovered.segments().lastEntry().getValue().abandon();
            return end == logEnd && cut == torn.length - image.file(LOG).length
                    ? "cut"
                    : "ends at " + end + ", cut " + cut;
        } catch (CorruptLogException e) {
            return e.getMessage();
        } finally {
            image.restore();
        }
    }
}
