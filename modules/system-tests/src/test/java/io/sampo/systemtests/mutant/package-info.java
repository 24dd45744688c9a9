/**
 * Tests of the tests: a rule is taken out of the source of a class, the result is compiled beside it, and child JVMs find it
 * first on their class path. Production code has no hook for this and knows nothing of it.
 */
package io.sampo.systemtests.mutant;
