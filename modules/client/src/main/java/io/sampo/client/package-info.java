/**
 * The actor client of Sampo: {@link io.sampo.client.SampoClient} and what it gives out. Everything is asynchronous: a
 * {@link java.util.concurrent.CompletionStage} is completed on an actor's thread, so whatever is attached to it must not
 * block. All types here may be used from any thread.
 */
package io.sampo.client;
