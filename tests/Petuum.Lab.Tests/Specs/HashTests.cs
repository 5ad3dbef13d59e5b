using Petuum.Lab.Specs;

namespace Petuum.Lab.Tests.Specs;

public class HashTests
{
    [Theory]
    [InlineData("name: test", "# a comment\nname:   test # and another")]
    [InlineData("lambda: 0.5", "lambda: 5e-1")]
    [InlineData("  lambda: 0.5\n  parallelism: 4", "  parallelism: 4\n  lambda: 0.50")]
    [InlineData("data: {generate: lasso, samples: 50, features: 100}",
        "data:\n  features: 100\n  samples: 50\n  generate: 'lasso'\n  noise: 1")]
    [InlineData("seeds: [1]", "seeds: [1]\ncheckers: yes\npipeline-depth: 1")]
    [InlineData("seeds: [1]", "seeds: [1]\nquestion: why?")]
    [InlineData("seeds: [1]", "seeds: [1, 2]")]
    public void Hash_Stays_WhenNothingThatActsChanges(string before, string after) => Assert.Equal(
        SpecTexts.Hash(SpecTexts.Lasso),
        SpecTexts.Hash(SpecTexts.Lasso.Replace(before, after, StringComparison.Ordinal)));

    [Theory]
    [InlineData("lambda: 0.5", "lambda: 0.25")]
    [InlineData("seeds: [1]", "seeds: [2]")]
    [InlineData("seeds: [1]", "seeds: [1]\ncheckers: off")]
    [InlineData("seeds: [1]", "seeds: [1]\nexpect: diverges")]
    [InlineData("policy: ssp", "policy: essp")]
    [InlineData("features: 100", "features: 100, seed: 2")]
    [InlineData("workers: 2", "workers: 2\n  network: {latency-micros: 0}")]
    public void Hash_Changes_WhenSomethingThatActsDoes(string before, string after) => Assert.NotEqual(
        SpecTexts.Hash(SpecTexts.Lasso),
        SpecTexts.Hash(SpecTexts.Lasso.Replace(before, after, StringComparison.Ordinal)));

    [Fact]
    public void Hash_Changes_WithDataAndModules()
    {
        string[] hashes =
        [
            SpecTexts.Hash(SpecTexts.Lasso, "a"), SpecTexts.Hash(SpecTexts.Lasso, "b"),
            SpecTexts.Hash(SpecTexts.Lasso, "a", "m"), SpecTexts.Hash(SpecTexts.Lasso, "a", "m", "n"),
            SpecTexts.Hash(SpecTexts.Lasso, "a", "mn"),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[0-9a-f]{12}$", hash));
    }

    [Fact]
    public void Hash_OfASweptRun_IsThatOfTheRunAlone()
    {
        RunCase swept = Sweep.Expand(SpecTexts.Read(SpecTexts.Lasso + "\nsweep:\n  consistency.staleness: [4, 1]"))[1];
        Assert.Equal(SpecTexts.Hash(SpecTexts.Lasso), RunHash.Of(swept, "data", []));
    }
}
