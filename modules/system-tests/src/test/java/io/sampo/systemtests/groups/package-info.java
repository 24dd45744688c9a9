/**
 * One consumer group whose members come, go and die at random, in processes of their own: what their listeners and their commits
 * were told is put down as {@code Happening}s, which {@code GroupJudge} judges. Started by {@code ops/bin/show groups-2}.
 */
package io.sampo.systemtests.groups;
