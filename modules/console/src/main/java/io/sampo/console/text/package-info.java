/** Lines and figures of the commands that move records. Single-threaded unless a class says otherwise. */
package io.sampo.console.text;
