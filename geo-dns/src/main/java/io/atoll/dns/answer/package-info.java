/**
 * Puts zone, geo and routing together into replies.
 *
 * <p>{@link io.atoll.dns.answer.Answerer} is the whole of it. All answers are made ahead: {@link
 * io.atoll.dns.answer.Composer} puts a zone's records together, {@link
 * io.atoll.dns.answer.Directory} holds them rendered, an {@link io.atoll.dns.answer.Entry} for each
 * name, and {@link io.atoll.dns.answer.RoutedAnswers} those that depend on the routing, each for a
 * {@link io.atoll.dns.answer.Slot} of the directory; {@link io.atoll.dns.answer.AnswerMap} says who
 * is given which of them. Both are a {@link io.atoll.dns.answer.Catalogue}, which is swapped whole.
 * {@link io.atoll.dns.answer.QuickAnswers} is the way of plain queries; {@link
 * io.atoll.dns.answer.Explainer} tells people why.
 */
@NullMarked
package io.atoll.dns.answer;

import org.jspecify.annotations.NullMarked;
