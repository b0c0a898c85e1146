package io.atoll.dns.geo;

import static org.assertj.core.api.Assertions.assertThat;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Networks;
import com.maxmind.db.Reader;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class CountriesTest {
  @Test
  void everyCountryOfTheBundledDatabaseHasAPlace() throws Exception {
    Countries countries = Countries.bundled();
    Set<String> without = new TreeSet<>();
    try (InputStream in = GeoDatabase.class.getResourceAsStream("country.mmdb.gz");
        Reader reader =
            new Reader(new GZIPInputStream(Objects.requireNonNull(in)), new CHMCache())) {
      @SuppressWarnings("rawtypes")
      Networks<Map> networks = reader.networks(Map.class);
      while (networks.hasNext()) {
        String code = String.valueOf(networks.next().data().get("country_code"));
        if (countries.find(code).isEmpty()) {
          without.add(code);
        }
      }
    }
    assertThat(without).isEmpty();
    assertThat(countries.size()).isEqualTo(251);
  }
}
