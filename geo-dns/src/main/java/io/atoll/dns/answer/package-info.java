/**
 * Puts zone, geo and routing together into replies.
 *
 * <p>{@link io.atoll.dns.answer.Answerer} is the whole of it; {@link
 * io.atoll.dns.answer.RoutedAnswers} is what it gives for routed names, rebuilt once per routing
 * table, and {@link io.atoll.dns.answer.AnswerMap} who is given which of it; {@link
 * io.atoll.dns.answer.QuickAnswers} is the same rendered ahead; {@link
 * io.atoll.dns.answer.Explainer} tells people why.
 */
@NullMarked
package io.atoll.dns.answer;

import org.jspecify.annotations.NullMarked;
