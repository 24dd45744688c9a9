package io.sampo.storage.recovery;

import io.sampo.storage.recovery.DamageSweep.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** All cases of {@link DamageSweep}: {@code <scratch directory> [step]}; ends 0 if every one is detected or harmless. */
final class SweepProgram {
    private static final int PARTS = 16;

    private SweepProgram() {}

    @SuppressWarnings("SystemOut") // A program for people.
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Path root = Path.of(arguments[0]);
        int step = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        ExecutorService workers = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(), task -> new Thread(task, "sampo-sweep"));
        boolean clean = true;
        try {
            List<Future<Outcome>> bits = new ArrayList<>();
            for (int part = 0; part < PARTS; part++) {
                int first = part * step;
                DamageSweep own = new DamageSweep(root.resolve("bits-" + part), LogRecovery::new);
                bits.add(workers.submit(() -> own.flipBits(DamageSweep.LOG, true, true, first, PARTS * step)));
            }
            Outcome all = null;
            int done = 0;
            for (Future<Outcome> part : bits) {
                all = all == null ? part.get() : sum(all, part.get());
                System.out.println("  " + ++done + " of " + PARTS + " parts of the segment's bits");
            }
            List<Outcome> outcomes = new ArrayList<>(List.of(all));
            DamageSweep own = new DamageSweep(root.resolve("rest"), LogRecovery::new);
            outcomes.add(own.flipBits(DamageSweep.LOG, true, false, 0, 61 * step));
            for (String file :
                    List.of(DamageSweep.INDEX, DamageSweep.TIME_INDEX, DamageSweep.EPOCHS, DamageSweep.SUMS)) {
                outcomes.add(own.flipBits(file, false, true, 0, step));
                outcomes.add(own.flipBits(file, true, true, 0, step));
            }
            outcomes.add(own.tearTails(step));
            for (Outcome outcome : outcomes) {
                System.out.println(outcome);
                clean &= outcome.isClean();
            }
            clean &= all.detected() == all.cases();
        } finally {
            workers.shutdownNow();
        }
        System.exit(clean ? 0 : 1);
    }

    private static Outcome sum(Outcome a, Outcome b) {
        List<String> wrong = new ArrayList<>(a.wrong());
        wrong.addAll(b.wrong());
        return new Outcome(
                a.what(), a.cases() + b.cases(), a.detected() + b.detected(), a.harmless() + b.harmless(), wrong);
    }
}
