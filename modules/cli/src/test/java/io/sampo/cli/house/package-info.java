/**
 * The guards of the house (modules/README.md, "Guards"): what a compiler does not see, checked by tests. They live in
 * {@code cli} because {@code cli} sees every module. Nothing here is loaded by the product.
 */
package io.sampo.cli.house;
