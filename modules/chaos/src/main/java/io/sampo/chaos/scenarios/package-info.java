/** What a run does from beginning to end: rounds of faults under load, and examples replayed step by step. */
package io.sampo.chaos.scenarios;
