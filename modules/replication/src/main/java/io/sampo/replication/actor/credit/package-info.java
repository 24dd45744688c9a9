/**
 * What has arrived for the replicas of one broker and is not written yet, counted in bytes (R17): the transport takes credit
 * for each push, the actor that was told gives it back.
 */
package io.sampo.replication.actor.credit;
