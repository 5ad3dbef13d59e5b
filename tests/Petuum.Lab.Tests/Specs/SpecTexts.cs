using Petuum.Lab.Specs;

namespace Petuum.Lab.Tests.Specs;

/// <summary>Specs for tests, as text.</summary>
internal static class SpecTexts
{
    public const string Path = "folder/test.yaml";

    /// <summary>The least that a Lasso spec says; its lines are counted by tests.</summary>
    public const string Lasso = """
        name: test
        program:
          name: lasso
          lambda: 0.5
          parallelism: 4
          schedule: {policy: round-robin}
        data: {generate: lasso, samples: 50, features: 100}
        cluster:
          workers: 2
          shards: 2
        consistency:
          policy: ssp
          staleness: 1
        stop: {clocks: 10}
        seeds: [1]
        """;

    /// <summary>The least that a matrix factorisation spec says.</summary>
    public const string Mf = """
        name: test
        program: {name: mf, rank: 2, lambda: 0.1, step: 0.05, share: 0.5}
        data: {generate: ratings, users: 20, items: 10, rank: 2, ratings: 100, noise: 0}
        cluster: {workers: 2, shards: 1}
        consistency: {policy: essp, staleness: 2}
        stop: {clocks: 10}
        seeds: [1]
        """;

    public const string Lda = """
        name: test
        program: {name: lda, topics: 2}
        data: {generate: documents, documents: 20, words: 10, topics: 2, length: 9}
        cluster: {workers: 2, shards: 1}
        consistency: {policy: essp, staleness: 2}
        stop: {clocks: 10}
        seeds: [1]
        """;

    public static SpecFile Read(string text, params string[] overrides) => SpecReader.Parse(text, Path, overrides);

    public static SpecException Refused(string text, params string[] overrides) =>
        Assert.Throws<SpecException>(() => Read(text, overrides));

    public static string Hash(string text, string data = "data", params string[] modules) =>
        RunHash.Of(Sweep.Expand(Read(text))[0], data, modules);
}
