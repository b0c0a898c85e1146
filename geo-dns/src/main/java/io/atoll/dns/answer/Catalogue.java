package io.atoll.dns.answer;

/** What is answered by: zones and routing, swapped together, so that no answer is by two of one. */
record Catalogue(Directory directory, RoutedAnswers routed) {}
