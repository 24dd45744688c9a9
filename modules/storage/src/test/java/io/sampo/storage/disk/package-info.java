/**
 * A disk in memory that loses what a power cut may take: written bytes that no force reached, page by page and in any
 * order, and names in directories that were not forced. Reached through {@link java.nio.file.Path}, so that the storage code
 * runs on it unchanged. One thread.
 */
package io.sampo.storage.disk;
