package io.atoll.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version Maven built, and the Java it runs on. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"atoll " + number(), "Java " + Runtime.version()};
  }

  private static String number() throws IOException {
    try (InputStream resource = Version.class.getResourceAsStream("version.properties")) {
      Properties properties = new Properties();
      if (resource != null) {
        properties.load(resource);
      }
      return properties.getProperty("version", "unknown");
    }
  }
}
