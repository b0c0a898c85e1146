package io.atoll.runtime.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class ProblemTest {
  @Test
  void hasTheMembersOfTheStandardAndItsOwn() {
    Problem problem =
        Problem.of(413, "Value too large", "the value has 2 MiB, more than 1 MiB; split it")
            .with("limit", 1_048_576);

    assertThat(problem.toJson())
        .isEqualTo(
            new JsonObject(
                """
                {"type": "urn:atoll:problem:value-too-large", "title": "Value too large", "status": 413,
                 "detail": "the value has 2 MiB, more than 1 MiB; split it", "limit": 1048576}
                """));
  }

  @Test
  void aSuccessIsNotAProblem() {
    assertThatThrownBy(() -> Problem.of(200, "Fine", "all is well"))
        .hasMessage("status 200 of problem 'Fine' is outside 400 to 599");
  }
}
