package io.atoll.dns.sign;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC;
import org.xbill.DNS.DNSSEC.DNSSECException;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * A key on disk, as {@code dnssec-keygen} writes it: two files, {@code .key} with the public part
 * as a DNSKEY record and {@code .private} with the secret one.
 */
public final class KeyFile {
  private static final String CURVE = "secp256r1";

  /** The length of a P-256 scalar. */
  private static final int SECRET_BYTES = 32;

  /** A zone key and secure entry point: a combined one (RFC 4034 section 2.1.1). */
  private static final int COMBINED = 257;

  private static final String FORMAT = "Private-key-format: v1.3";
  private static final String ALGORITHM = "Algorithm: 13 (ECDSAP256SHA256)";
  private static final String SECRET = "PrivateKey: ";

  private KeyFile() {}

  /** The two files of a key. */
  public static List<Path> files(Path base) {
    return List.of(sibling(base, ".key"), sibling(base, ".private"));
  }

  private static Path sibling(Path base, String ending) {
    return base.resolveSibling(base.getFileName() + ending);
  }

  /**
   * Reads a key.
   *
   * @param base the files' path without their endings, such as {@code Katoll.test.+013+12345}
   * @throws IllegalArgumentException if they can't be read, or are not a P-256 key of the zone
   */
  public static SigningKey read(Path base, Name apex, SigningKey.Use use) {
    try {
      DNSKEYRecord record = readPublic(sibling(base, ".key"), apex);
      SigningKey key = new SigningKey(record, readSecret(sibling(base, ".private")), use);
      KeyCheck.check(key);
      return key;
    } catch (IOException | GeneralSecurityException | DNSSECException e) {
      throw new IllegalArgumentException(
          "%s is no key that can be read: %s".formatted(base, e.getMessage()), e);
    }
  }

  private static DNSKEYRecord readPublic(Path file, Name apex) throws IOException {
    try (Master master = new Master(Files.newInputStream(file), Name.root, 0)) {
      Record record = master.nextRecord();
      if (record instanceof DNSKEYRecord key
          && key.getName().equals(apex)
          && key.getAlgorithm() == DNSSEC.Algorithm.ECDSAP256SHA256) {
        return key;
      }
      throw new IOException(
          "its DNSKEY is not of %s and algorithm 13 (ECDSAP256SHA256)".formatted(apex));
    }
  }

  private static PrivateKey readSecret(Path file) throws IOException, GeneralSecurityException {
    Optional<String> secret =
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith(SECRET))
            .map(line -> line.substring(SECRET.length()).trim())
            .findFirst();
    if (secret.isEmpty()) {
      throw new IOException("%s has no line '%s'".formatted(file, SECRET));
    }
    BigInteger scalar = new BigInteger(1, Base64.getDecoder().decode(secret.get()));
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(CURVE));
    return KeyFactory.getInstance("EC")
        .generatePrivate(
            new ECPrivateKeySpec(scalar, parameters.getParameterSpec(ECParameterSpec.class)));
  }

  /**
   * Makes a combined key.
   *
   * @param base path of its files without their endings; the secret one is readable by its owner
   *     alone
   * @throws FileAlreadyExistsException if there is one already
   */
  public static void generate(Path base, Name apex) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair pair = generator.generateKeyPair();
      DNSKEYRecord record =
          new DNSKEYRecord(
              apex,
              DClass.IN,
              0,
              COMBINED,
              DNSKEYRecord.Protocol.DNSSEC,
              DNSSEC.Algorithm.ECDSAP256SHA256,
              pair.getPublic());
      Files.createDirectories(base.toAbsolutePath().getParent());
      writeSecret(sibling(base, ".private"), (ECPrivateKey) pair.getPrivate());
      Files.writeString(
          sibling(base, ".key"), "%s IN DNSKEY %s%n".formatted(apex, record.rdataToString()));
    } catch (GeneralSecurityException | DNSSECException e) {
      throw new IllegalStateException("expected every Java to know P-256, but " + e, e);
    }
  }

  private static void writeSecret(Path file, ECPrivateKey secret) throws IOException {
    byte[] scalar = secret.getS().toByteArray();
    byte[] fixed = new byte[SECRET_BYTES];
    // A leading zero byte of the sign is dropped, missing ones are put back.
    int length = Math.min(scalar.length, SECRET_BYTES);
    System.arraycopy(scalar, scalar.length - length, fixed, SECRET_BYTES - length, length);
    String text =
        String.join(
            "\n", FORMAT, ALGORITHM, SECRET + Base64.getEncoder().encodeToString(fixed), "");
    Files.createFile(
        file,
        PosixFilePermissions.asFileAttribute(
            Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
    Files.write(
        file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.TRUNCATE_EXISTING);
  }
}
