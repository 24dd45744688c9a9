/**
 * A sample: one group shares what there is to read, which makes a queue; several groups get all of it, which is publish and
 * subscribe. Start with {@code QueueAndPubSub}.
 */
package io.sampo.samples.queueandpubsub;
