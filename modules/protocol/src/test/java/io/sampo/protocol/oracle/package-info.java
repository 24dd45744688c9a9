/** kafka-clients as the oracle: what its generated classes read and write, ours do. */
package io.sampo.protocol.oracle;
