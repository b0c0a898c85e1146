package io.atoll.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.logging.LogManager;
import org.slf4j.Logger;

/**
 * How every process logs: lines of {@link LogLayout} on standard error, from INFO up for Atoll and
 * from WARN up for its libraries. The environment's {@code ATOLL_LOG} sets another level for Atoll,
 * such as {@code debug}.
 *
 * <p>Logback finds it as a service. Code instead of XML: parsing that costs a process 150 ms.
 */
public final class LogConfiguration extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Level level = Level.toLevel(System.getenv("ATOLL_LOG"), Level.INFO);
    LogLayout layout = new LogLayout(level.levelInt <= Level.DEBUG_INT);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.atoll").setLevel(level);
    // Warns of every attempt to reach a broker that is down; who needs that broker says so once.
    context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.ERROR);
    // Warns of every retry, also where a transaction follows another closely and that is the rule.
    context.getLogger("org.apache.kafka.clients.producer.internals.Sender").setLevel(Level.ERROR);
    // Warns of every answer about a partition that an applier has let go meanwhile.
    context
        .getLogger("org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils")
        .setLevel(Level.ERROR);
    // Warns of every attempt to join controllers that are down or cut off; readiness says so too.
    context.getLogger("org.jgroups").setLevel(Level.ERROR);
    // Warns at every start that a part of Hazelcast that nobody here uses is not safe to use.
    context.getLogger("com.hazelcast.cp.CPSubsystem").setLevel(Level.ERROR);
    // Some libraries (JGroups) log by java.util.logging.
    LogManager.getLogManager().getLogger("").setLevel(java.util.logging.Level.WARNING);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
