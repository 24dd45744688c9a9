package io.sampo.storage.mutant;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the law of a mutant against it. */
final class LawTrial {
    private final MutantSources sources;

    /** Reads the sources below {@code root}. */
    LawTrial(Path root) {
        this.sources = new MutantSources(root);
    }

    /**
     * What the law says: empty if it holds.
     *
     * @throws IllegalStateException if there is no such law, or the source no longer has the piece
     */
    Optional<Throwable> run(Mutant mutant) throws IOException, ClassNotFoundException {
        MutantLoader loader = new MutantLoader(mutant.edits().isEmpty() ? Map.of() : sources.compile(mutant));
        String[] law = mutant.law().split("#");
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectMethod(loader.loadClass(law[0]), law[1]))
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
        Outcome outcome = new Outcome();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            LauncherFactory.create().execute(request, outcome);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return outcome.verdict(mutant);
    }

    private static final class Outcome implements TestExecutionListener {
        private final List<Throwable> failures = new ArrayList<>();
        private int ran;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            ran += test.isTest() ? 1 : 0;
            result.getThrowable().ifPresent(failures::add);
        }

        Optional<Throwable> verdict(Mutant mutant) {
            // Code that does not fit together proves nothing about a rule.
            failures.stream().filter(LinkageError.class::isInstance).findFirst().ifPresent(error -> {
                throw new IllegalStateException(mutant.id() + " does not link", error);
            });
            if (ran != 1) {
                throw new IllegalStateException(ran + " laws are named " + mutant.law());
            }
            return failures.stream().findFirst();
        }
    }
}
