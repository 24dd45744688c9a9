/** {@code sampo groups}: one class per command; what they print is made by {@code GroupLines}, a pure function. */
package io.sampo.console.groups;
