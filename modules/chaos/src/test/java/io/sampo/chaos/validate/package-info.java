/** The checker checked: legal histories are never accused, planted anomalies always found (REPLICATION T36). */
package io.sampo.chaos.validate;
