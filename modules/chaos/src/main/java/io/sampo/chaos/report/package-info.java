/** What a run tells: lines while it goes, a ledger over all runs, a picture. */
package io.sampo.chaos.report;
