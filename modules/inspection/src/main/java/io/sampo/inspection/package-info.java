/**
 * Looks at the files of a log and changes nothing: what {@code sampo log dump} prints and {@code sampo log verify} finds. Works
 * on the files of a stopped broker and of a running one; what is still being written is looked at once more before it is
 * called damaged. {@link io.sampo.inspection.LogInspection} judges one partition, {@link
 * io.sampo.inspection.BatchWalk} reads one file. Reports everything, repairs nothing, and knows nothing of the broker's
 * own recovery, so that the two can be held against each other. One thread per instance.
 */
@NullMarked
package io.sampo.inspection;

import org.jspecify.annotations.NullMarked;
