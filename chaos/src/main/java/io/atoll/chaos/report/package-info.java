/**
 * A drill's verdict as people and programs read it.
 *
 * <p>A {@link io.atoll.chaos.report.Report} holds the findings and the numbers of one run; {@link
 * io.atoll.chaos.report.ReportText} writes it for a terminal, {@link
 * io.atoll.chaos.report.ReportJson} for a program. Start with Report.
 */
@NullMarked
package io.atoll.chaos.report;

import org.jspecify.annotations.NullMarked;
