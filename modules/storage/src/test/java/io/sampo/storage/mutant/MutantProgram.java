package io.sampo.storage.mutant;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Prints the table of the planted bugs of storage; ends 0 only if every one is noticed. Arguments: the root, or mutants. */
public final class MutantProgram {
    private static final String ROW = "%-5s %-8s %-92s %s%n";

    private MutantProgram() {}

    /** First the folder above {@code modules}, then ids of mutants; all where there is none. */
    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        LawTrial trial = new LawTrial(Path.of(arguments[0]));
        List<String> only = List.of(arguments).subList(1, arguments.length);
        MutantList list = MutantList.read();
        int alive = 0;
        int planted = 0;
        System.out.printf(ROW, "", "verdict", "mutant (hazard)", "killed by");
        for (Mutant mutant : list.planted()) {
            if (only.isEmpty() || only.contains(mutant.id())) {
                String verdict = verdict(trial, mutant);
                System.out.printf(
                        ROW, mutant.id(), verdict, mutant.what(), mutant.law().replace("io.sampo.storage.", ""));
                planted++;
                alive += verdict.equals("killed") ? 0 : 1;
            }
        }
        list.notPlanted().forEach(line -> System.out.println("not planted: " + line));
        System.out.printf("%d mutants, %d killed, %d alive%n", planted, planted - alive, alive);
        System.exit(alive == 0 && planted > 0 ? 0 : 1);
    }

    private static String verdict(LawTrial trial, Mutant mutant) throws IOException, ClassNotFoundException {
        try {
            Optional<Throwable> unmutated = trial.run(mutant.unmutated());
            if (unmutated.isPresent()) {
                System.out.println("The law breaks without a mutant: " + unmutated.get());
                return "BROKEN";
            }
            return trial.run(mutant).isPresent() ? "killed" : "ALIVE";
        } catch (IllegalStateException stale) {
            System.out.println(stale.getMessage());
            return "STALE";
        }
    }
}
