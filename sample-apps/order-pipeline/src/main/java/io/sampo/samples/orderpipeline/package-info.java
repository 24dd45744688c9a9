/** A sample: orders, parallel across customers and in order for each. Start with {@code OrderPipeline}. */
package io.sampo.samples.orderpipeline;
