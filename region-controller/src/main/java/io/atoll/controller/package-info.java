/**
 * A region's controller: watches all regions, agrees on intent with the other controllers, and
 * publishes the routing table that name servers and edges follow.
 *
 * <p>Start with {@link io.atoll.controller.Controller}, which puts it together. Intent is what
 * operators want ({@code intent}, agreed on by {@code raft}); health is what is observed ({@code
 * health}, by {@code membership}); {@code table} joins the two; {@code control} holds the state;
 * {@code api} speaks HTTP; {@code wire} is what controllers write for each other.
 */
@NullMarked
package io.atoll.controller;

import org.jspecify.annotations.NullMarked;
