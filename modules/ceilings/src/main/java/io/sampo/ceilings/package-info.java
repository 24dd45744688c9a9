/**
 * What this machine can do at most, whoever does it (PERFORMANCE §4): the JDK, the kernel and Aeron with nothing of ours in
 * between. A goal of the comparison that asks for more than that is no goal.
 */
@NullMarked
package io.sampo.ceilings;

import org.jspecify.annotations.NullMarked;
