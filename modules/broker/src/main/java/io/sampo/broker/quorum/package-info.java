/** This node's part in the Raft group of the metadata log: how the group forms, and who votes in it. */
package io.sampo.broker.quorum;
