/** Three broker processes seen from outside only: killed, started again, and asked by the client what is left. */
package io.sampo.systemtests.process;
