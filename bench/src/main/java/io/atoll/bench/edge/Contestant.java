package io.atoll.bench.edge;

import io.atoll.bench.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A cache to be measured, with the settings one would run it with. */
sealed interface Contestant {
  /** For people. */
  String name();

  /**
   * Writes its configuration, and says how it is started in the foreground.
   *
   * @param directory of its own
   * @param ports where it is to listen, on loopback
   * @param certificate to show over TLS
   * @param origin port of the web server behind it
   */
  List<String> prepare(Path directory, Ports ports, Certificate certificate, int origin)
      throws IOException;

  /** Whether it has cleartext HTTP/2. */
  default boolean speaksHttp2() {
    return true;
  }

  /** Whether its hits are those of another contestant. */
  default boolean isForMissesOnly() {
    return false;
  }

  /** Whether it has TLS by itself. */
  default boolean speaksTls() {
    return true;
  }

  /** The program, if it is installed. */
  private static Optional<String> find(String program) {
    return Stream.of("/usr/sbin/", "/usr/bin/", "/usr/local/sbin/", "/usr/local/bin/")
        .map(folder -> folder + program)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst();
  }

  /**
   * All that can be run here; says loudly which can't.
   *
   * @param region of our edge
   */
  static List<Contestant> installed(Region region) {
    Stream<Optional<Contestant>> all =
        Stream.of(
            Optional.of(new Atoll(region, true)),
            Optional.of(new Atoll(region, false)),
            found("nginx", find("nginx").map(Nginx::new)),
            found("varnishd", find("varnishd").map(Varnish::new)),
            found("haproxy", find("haproxy").map(HaProxy::new)),
            found("traffic_server", find("traffic_server").map(TrafficServer::new)));
    return all.flatMap(Optional::stream).toList();
  }

  private static Optional<Contestant> found(
      String program, Optional<? extends Contestant> contestant) {
    if (contestant.isEmpty()) {
      System.err.printf(
          "SKIPPED: %s is not installed, so nothing is said about it (Debian: apt-get install %s)%n",
          program,
          program.equals("traffic_server")
              ? "trafficserver"
              : program.replace("varnishd", "varnish"));
    }
    return contestant.map(each -> each);
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The edge's own process, in a region that has all its other parts.
   *
   * @param shares whether what it stores is stored in the region's Redis as well, as by default; no
   *     other contestant does that
   */
  record Atoll(Region region, boolean shares) implements Contestant {
    @Override
    public String name() {
      return shares ? "Atoll" : "Atoll, not sharing";
    }

    @Override
    public boolean isForMissesOnly() {
      return !shares;
    }

    @Override
    public List<String> prepare(Path directory, Ports ports, Certificate certificate, int origin) {
      Path config =
          write(
              directory.resolve("edge.yaml"),
              region.edgeConfig(shares ? "edge" : "edge-alone", ports.http())
                  + """
                  tls:
                    listen: 127.0.0.1:%d
                    certificates: [{chain: "%s", key: "%s"}]
                  http:
                    upstreams: [{name: origin, targets: ["127.0.0.1:%d"]}]
                    routes: [{host: bench.test, upstream: origin}]
                    shared: {enabled: %s}
                  """
                      .formatted(
                          ports.tls(), certificate.chain(), certificate.key(), origin, shares));
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(Region.FLAGS);
      command.addAll(
          List.of(
              "-Xmx512m",
              "-cp",
              System.getProperty("java.class.path"),
              "io.atoll.edge.EdgeMain",
              "--config",
              config.toString()));
      return command;
    }
  }

  /** With {@code proxy_cache}, a worker for each core, and open files kept. */
  record Nginx(String program) implements Contestant {
    @Override
    public String name() {
      return "nginx";
    }

    @Override
    public List<String> prepare(Path directory, Ports ports, Certificate certificate, int origin) {
      Path config =
          write(
              directory.resolve("nginx.conf"),
              """
              %4$s
              worker_processes auto;
              daemon off;
              pid %1$s/nginx.pid;
              error_log %1$s/error.log warn;
              events { worker_connections 4096; }
              http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                keepalive_requests 1000000000;
                open_file_cache max=1000 inactive=60s;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                proxy_cache_path %1$s/cache levels=1:2 keys_zone=pages:64m;
                upstream origin {
                  server 127.0.0.1:%3$d;
                  keepalive 64;
                  keepalive_requests 1000000000;
                }
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                server {
                  listen 127.0.0.1:%2$d;
                  listen 127.0.0.1:%6$d ssl http2;
                  ssl_certificate %7$s;
                  ssl_certificate_key %8$s;
                  ssl_protocols TLSv1.2 TLSv1.3;
                  ssl_session_cache shared:tls:10m;
                  location / {
                    proxy_pass http://origin;
                    proxy_cache pages;
                  }
                  location /passed/ {
                    proxy_pass http://origin;
                  }
                }
                # With sendfile, the head of an answer over HTTP/2 waits 40 ms for an acknowledgement.
                server {
                  listen 127.0.0.1:%5$d http2;
                  sendfile off;
                  location / {
                    proxy_pass http://origin;
                    proxy_cache pages;
                  }
                }
              }
              """
                  .formatted(
                      directory,
                      ports.http(),
                      origin,
                      user(),
                      ports.http2(),
                      ports.tls(),
                      certificate.chain(),
                      certificate.key()));
      return List.of(
          program, "-c", config.toString(), "-e", directory.resolve("start.log").toString());
    }
  }

  /** Workers of a root would be nobody, who can't read what is in the folder of the run. */
  private static String user() {
    return isRoot() ? "user root;" : "";
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** With everything in memory, as it comes. */
  record Varnish(String program) implements Contestant {
    @Override
    public String name() {
      return "Varnish";
    }

    @Override
    public List<String> prepare(Path directory, Ports ports, Certificate certificate, int origin) {
      return List.of(
          program,
          "-F",
          "-j",
          "none",
          "-n",
          directory.resolve("work").toString(),
          "-a",
          "127.0.0.1:" + ports.http(),
          "-a",
          "127.0.0.1:" + ports.http2(),
          "-p",
          "feature=+http2",
          "-b",
          "127.0.0.1:" + origin,
          "-s",
          "malloc,256m");
    }

    @Override
    public boolean speaksTls() {
      return false;
    }
  }

  /** With its small-object cache, a thread for each core. */
  record HaProxy(String program) implements Contestant {
    @Override
    public String name() {
      return "HAProxy";
    }

    @Override
    public List<String> prepare(Path directory, Ports ports, Certificate certificate, int origin) {
      Path config =
          write(
              directory.resolve("haproxy.cfg"),
              """
              global
                maxconn 4096
              defaults
                mode http
                timeout client 60s
                timeout server 60s
                timeout connect 5s
              cache pages
                total-max-size 256
                max-object-size 1000000
                max-age 3600
              frontend web
                bind 127.0.0.1:%d
                bind 127.0.0.1:%d proto h2
                bind 127.0.0.1:%d ssl crt %s alpn h2,http/1.1
                filter cache pages
                http-request cache-use pages
                http-response cache-store pages
                default_backend origin
              backend origin
                server origin 127.0.0.1:%d
              """
                  .formatted(ports.http(), ports.http2(), ports.tls(), certificate.both(), origin));
      return List.of(program, "-db", "-f", config.toString());
    }
  }

  /** As Debian configures it, with one rule; it refuses to serve as root. */
  record TrafficServer(String program) implements Contestant {
    private static final Path DEFAULTS = Path.of("/etc/trafficserver");
    private static final String USER = "trafficserver";

    @Override
    public String name() {
      return "Traffic Server";
    }

    @Override
    public List<String> prepare(Path directory, Ports ports, Certificate certificate, int origin)
        throws IOException {
      try (Stream<Path> files = Files.list(DEFAULTS)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, directory.resolve(file.getFileName()));
        }
      }
      write(directory.resolve("remap.config"), "map / http://127.0.0.1:%d/%n".formatted(origin));
      write(directory.resolve("storage.config"), directory + " 128M\n");
      List<String> server =
          List.of(
              "/usr/bin/env",
              "PROXY_CONFIG_CONFIG_DIR=" + directory,
              "PROXY_CONFIG_LOCAL_STATE_DIR=" + directory,
              "PROXY_CONFIG_LOG_LOGGING_ENABLED=0",
              "PROXY_CONFIG_HTTP_SERVER_PORTS=" + ports.http() + ":ip-in=127.0.0.1",
              "PROXY_CONFIG_CACHE_RAM_CACHE_SIZE=67108864",
              program);
      return isRoot() ? asUser(directory, server) : server;
    }

    @Override
    public boolean speaksHttp2() {
      return false;
    }

    @Override
    public boolean speaksTls() {
      return false;
    }

    private static List<String> asUser(Path directory, List<String> server) throws IOException {
      UserPrincipal user =
          directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
      Files.setOwner(directory, user);
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.setOwner(file, user);
        }
      }
      // The folder of the run is its owner's alone otherwise.
      Files.setPosixFilePermissions(
          directory.toAbsolutePath().getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
      return Stream.concat(Stream.of("/usr/sbin/runuser", "-u", USER, "--"), server.stream())
          .toList();
    }
  }
}
