/**
 * A small shop, so that the local platform has a customer's web server to cache and to lose. {@link
 * io.atoll.cli.shop.ShopMain} is its process, {@link io.atoll.cli.shop.Shop} its pages: some for
 * everybody, some for one client, each with the fields that a real shop would send.
 */
@NullMarked
package io.atoll.cli.shop;

import org.jspecify.annotations.NullMarked;
