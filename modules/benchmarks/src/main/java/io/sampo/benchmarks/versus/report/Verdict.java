package io.sampo.benchmarks.versus.report;

/** What becomes of a goal. Those that are lost stand in the table like the others. */
public enum Verdict {
    MET("met"),
    /** The goal is beyond what the machine can do, and this comes to 80 % of that. */
    MET_AT_CEILING("met (80 % of the ceiling)"),
    MISSED("MISSED"),
    /** There is no goal. */
    REPORTED("reported"),
    /** A contender did not do the work: errors, or records that are not there. */
    FAILED("FAILED"),
    /** Nobody has run it. */
    UNKNOWN("not run");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    @Override
    public String toString() {
        return label;
    }
}
