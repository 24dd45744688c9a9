/** What the benchmarks of all packages share. One thread each. */
package io.sampo.benchmarks;
