/** What is kept free on the disk of a log directory (STORAGE §4.8). Any thread; blocks for file operations. */
package io.sampo.broker.reserve;
