/**
 * What is done to a cluster: kinds of faults, their shapes, whom they hit, drawn from a seed; and the hand that does
 * it. {@link io.sampo.chaos.failpoint.Draw} is pure, {@link io.sampo.chaos.failpoint.Injector} acts.
 */
package io.sampo.chaos.failpoint;
