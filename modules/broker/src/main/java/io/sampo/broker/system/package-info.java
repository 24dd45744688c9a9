/**
 * The actor system of a broker, its own or one that is handed in: what it needs, how it is made and ended, and which cluster it
 * joins. Called on the thread that starts the broker, except where a type says otherwise.
 */
package io.sampo.broker.system;
