/** The APIs that records go through: produce, fetch, and what a partition knows of its offsets. */
package io.sampo.apis.records;
