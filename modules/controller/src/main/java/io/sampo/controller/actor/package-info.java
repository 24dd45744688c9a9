/**
 * The shell around the controller's decisions: {@link io.sampo.controller.actor.ControllerActor} asks the core, makes the
 * records durable in the metadata log, answers and feeds the brokers.
 *
 * <p>One actor, one thread at a time. Any number may run in a cluster: only the one whose appends succeed is heard
 * (R13, H55).
 */
package io.sampo.controller.actor;
