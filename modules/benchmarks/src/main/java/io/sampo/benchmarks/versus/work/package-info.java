/**
 * What contenders are made to do, and how it is measured. The load comes from Kafka's own clients and tools in
 * processes of their own; what is stored afterwards is counted, and a run that lost or doubled a record has failed.
 */
@NullMarked
package io.sampo.benchmarks.versus.work;

import org.jspecify.annotations.NullMarked;
