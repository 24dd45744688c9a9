/**
 * From figures to verdicts: pairs of runs, the medians of their ratios, the ledger that they are kept in, and the
 * page that is written from it. Values in, text out; only {@link io.sampo.benchmarks.versus.report.Ledger} and {@link
 * io.sampo.benchmarks.versus.report.Machine} touch files.
 */
@NullMarked
package io.sampo.benchmarks.versus.report;

import org.jspecify.annotations.NullMarked;
