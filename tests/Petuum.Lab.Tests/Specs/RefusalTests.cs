using Petuum.Lab.Specs;

namespace Petuum.Lab.Tests.Specs;

public class RefusalTests
{
    public static TheoryData<string, string, int, string, string> WrongKeysAndNumbers => new()
    {
        // What is replaced, by what, the line, the problem and the remedy.
        { "shards: 2", "shard: 2", 10, "'cluster' has no key 'shard'", "did you mean 'shards'?" },
        { "name: test", "nmae: test", 1, "a spec has no key 'nmae'", "did you mean 'name'?" },
        { "seeds: [1]", "seeds: [1]\nstaleness: 4", 16, "a spec has no key 'staleness'",
            "did you mean 'consistency.staleness'?" },
        { "seeds: [1]", "seeds: [1]\npipelineDepth: 4", 16, "a spec has no key 'pipelineDepth'",
            "did you mean 'pipeline-depth'?" },
        { "seeds: [1]", "seeds: [1]\nzzz: 4", 16, "a spec has no key 'zzz'", "it has: name, question" },
        { "workers: 2", "workers: two", 9, "'cluster.workers' is 'two'", "write a whole number from 1 to 1000000" },
        { "workers: 2", "workers: 0", 9, "'cluster.workers' is '0'", "from 1" },
        { "workers: 2", "workers: 2.5", 9, "'cluster.workers' is '2.5'", "whole number" },
        { "workers: 2", "workers: '2'", 9, "'cluster.workers' is the text \"2\", not a whole number",
            "remove the quotes" },
        { "workers: 2", "workers: [2]", 9, "'cluster.workers' is a list, not a single value", "write one value" },
        { "workers: 2", "workers:", 9, "'cluster.workers' is empty", "give it a value" },
        { "  workers: 2\n", "", 8, "'cluster' has no 'workers'", "add 'workers:', machines that compute" },
        { "workers: 2", "workers: 2\n  workers: 3", 10, "'workers' is there twice", "remove one" },
        { "  workers: 2", "\tworkers: 2", 9, "a tab in the indentation", "indent with blanks" },
        { "lambda: 0.5", "lambda: .inf", 4, "'program.lambda' is '.inf'", "write a number above 0" },
        { "lambda: 0.5", "lambda: NaN", 4, "'program.lambda' is 'NaN'", "write a number above 0" },
        { "lambda: 0.5", "lambda: -1", 4, "'program.lambda' is '-1'", "write a number above 0" },
        { "lambda: 0.5", "lambda: 1\n  lambda-ratio: 0.1", 5, "'program' has both 'lambda' and 'lambda-ratio'",
            "give either" },
    };

    public static TheoryData<string, string, int, string, string> WrongWords => new()
    {
        { "name: lasso", "name: laso", 3, "there is no program 'laso'", "did you mean 'lasso'?" },
        { "policy: ssp", "policy: sspp", 12, "'consistency.policy' is 'sspp'", "did you mean 'ssp'?" },
        { "staleness: 1", "staleness: infinite", 13, "'consistency.staleness' is 'infinite'", "or 'unbounded'" },
        { "staleness: 1", "staleness: -1", 13, "'consistency.staleness' is '-1'", "write 0" },
        { "  staleness: 1\n", "", 11, "'consistency' has no 'staleness'", "add 'staleness:'" },
        { "policy: ssp", "policy: asp", 13, "'staleness' means nothing when 'consistency.policy' is 'asp'",
            "remove it, or use ssp or essp" },
        { "policy: ssp", "policy: bsp", 13, "'staleness' means nothing when 'consistency.policy' is 'bsp'",
            "remove it" },
        { "policy: round-robin", "policy: random, weight: squared-value", 6, "'weight' means nothing when",
            "use priority" },
        { "seeds: [1]", "seeds: 1", 15, "'seeds' is '1', not a list", "write [a, b, c]" },
        { "seeds: [1]", "seeds: []", 15, "'seeds' has 0 values", "list at least 1" },
        { "seeds: [1]", "seeds: [1, 1]", 15, "1 is twice in 'seeds'", "list each once" },
        { "seeds: [1]", "seeds: [-1]", 15, "'seeds' is '-1'", "whole number from 0" },
        { "name: test", "name: ../x", 1, "'name' is '../x'", "letters, digits" },
        { "seeds: [1]", "seeds: [1]\nchecked: no", 16, "has no key 'checked'", "checkers" },
        { "seeds: [1]", "seeds: [1]\ncheckers: maybe", 16, "'checkers' is 'maybe'", "write 'on' or 'off'" },
        { "seeds: [1]", "seeds: [1]\ncommunication: no", 16, "'communication' is 'no'", "write 'none'" },
        { "workers: 2", "workers: 2\n  stragglers: false", 10, "'cluster.stragglers' is 'false'", "write 'none'" },
        { "workers: 2", "workers: 2\n  network: {latency-micros: {uniform: [5, 1]}}", 10, "not two bounds",
            "write [smallest, largest]" },
        { "workers: 2", "workers: 2\n  stragglers: {alpha: 4}", 10, "does not say which model",
            "add 'model: slow-worker'" },
        { "workers: 2", "workers: 2\n  stragglers:\n  - {model: power-law,\n     alpha: 1}", 12,
            "'cluster.stragglers.alpha' is '1'", "above 2" },
    };

    public static TheoryData<string, string, int, string, string> WrongSense => new()
    {
        { "stop: {clocks: 10}", "stop: {clocks: 10", 14, "this is not YAML", "check the indentation" },
        { "seeds: [1]", "seeds: &a [1]", 15, "anchors and aliases", "write the value out" },
        { "seeds: [1]", "seeds: !!seq [1]", 15, "tags (!)", "remove the tag" },
        { "seeds: [1]", "seeds: [1]\n---\nname: b", 16, "a second document", "one spec for each file" },
        { "seeds: [1]", "seeds: [1]\n[a]: 1", 16, "a key that is not a word", "write 'key: value'" },
        { "samples: 50", "samples: 1", 9, "2 workers for 1 samples", "use fewer workers" },
        { "parallelism: 4", "parallelism: 400", 5, "a parallelism of 400 for 100 features",
            "at most the number of features" },
        { "generate: lasso, samples: 50, features: 100", "file: gone.libsvm", 7, "there is no file 'gone.libsvm'",
            "the spec's folder" },
        { "workers: 2", "workers: 2\n  stragglers: {model: trace, file: gone.csv}", 10, "there is no file 'gone.csv'",
            "the spec's folder" },
        { "seeds: [1]", "seeds: [1]\nunits-per-round: 2", 16, "'units-per-round: 2' for 'lasso'",
            "set 'program.parallelism'" },
        { "staleness: 1", "staleness: 1\n  tables: {users: {policy: asp}}", 14, "program 'lasso' has no table 'users'",
            "its tables are: beta" },
        { "seeds: [1]", "seeds: [1]\ncommunication: {bandwidth-mbps: 1}", 16, "which holds early rows back",
            "write 'apply: arrival'" },
        { "seeds: [1]", "seeds: [1]\ntrace: {from-clock: 10}", 16, "a trace from clock 10 of a run of 10 clocks",
            "an earlier clock" },
        { "policy: ssp\n  staleness: 1", "policy: bsp\napply: arrival", 13, "could read updates of its own round",
            "ssp with staleness 0" },
        { "policy: ssp\n  staleness: 1", "policy: vap\n  v0: 1", 12, "vap bounds updates that are applied at once",
            "write 'apply: arrival'" },
        { "policy: ssp\n  staleness: 1", "policy: vap\n  v0: 1\napply: arrival", 12, "are puts of its scheduler",
            "use asp" },
        { "policy: ssp\n  staleness: 1", "policy: essp\n  staleness: unbounded", 13,
            "essp with an unbounded staleness", "policy asp" },
        { "generate: lasso, samples: 50, features: 100",
            "generate: ratings, users: 9, items: 9, rank: 1, ratings: 9, noise: 0", 7,
            "'lasso' learns from rows of features", "program mf" },
    };

    public static TheoryData<string, int, string, string> SweepMistakes => new()
    {
        { "  consistency.stalenes: [1]", 17, "a sweep over 'consistency.stalenes', which is not a key",
            "did you mean 'consistency.staleness'?" },
        { "  staleness: [1]", 17, "a sweep over 'staleness', which is not a key",
            "did you mean 'consistency.staleness'?" },
        { "  seed: [1, 2]", 17, "'seed' cannot be swept", "list the seeds under 'seeds:'" },
        { "  name: [a, b]", 17, "'name' cannot be swept", "write it once" },
        { "  consistency.staleness: []", 17, "swept over no value", "list at least one" },
        { "  consistency.staleness: 4", 17, "is '4', not a list", "write [a, b, c]" },
        { "  consistency.staleness:\n  - 1\n  - often", 19, "'consistency.staleness' is 'often'", "or 'unbounded'" },
        { "  consistency.staleness: [1,\n    1]", 18, "swept over 1 twice", "list each value once" },
        { "  cluster.workers: [1, 99]", 17, "99 workers for 50 samples", "use fewer workers" },
        { "  consistency.policy: [ssp, asp]\n  consistency.staleness: [1,\n   2]", 19,
            "the sweep has the same run twice", "sweep: cases:" },
        { "  cases: {one: {consistency.stalenes: 1}}", 17, "'consistency.stalenes'", "did you mean" },
        { "  cases: {one: {}}", 17, "case 'one' sets nothing", "give it keys" },
        { "  cluster.network.bandwidth-mbps.x: [1]", 17, "not a key",
            "did you mean 'cluster.network.bandwidth-mbps'?" },
    };

    [Theory]
    [MemberData(nameof(WrongKeysAndNumbers))]
    [MemberData(nameof(WrongWords))]
    [MemberData(nameof(WrongSense))]
    public void Refusal_NamesLineProblemAndRemedy(string good, string bad, int line, string problem, string remedy)
    {
        Assert.Contains(good, SpecTexts.Lasso, StringComparison.Ordinal);
        SpecException refused = SpecTexts.Refused(SpecTexts.Lasso.Replace(good, bad, StringComparison.Ordinal));
        Assert.Equal((SpecTexts.Path, line), (refused.Path, refused.Line));
        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Remedy, StringComparison.Ordinal);
        Assert.StartsWith($"{SpecTexts.Path}:{line}: {refused.Problem}; ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SweepMistakes))]
    public void Refusal_OfASweep_NamesTheValuesLine(string sweep, int line, string problem, string remedy)
    {
        SpecException refused = SpecTexts.Refused($"{SpecTexts.Lasso}\nsweep:\n{sweep}");
        Assert.Equal(line, refused.Line);
        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, refused.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster.wrokers=8", "--set cluster.wrokers=8", "has no key 'wrokers'")]
    [InlineData("cluster.workers=many", "--set cluster.workers=many", "'cluster.workers' is 'many'")]
    [InlineData("cluster.workers", "--set cluster.workers", "this sets nothing")]
    [InlineData("cluster.workers=", "--set cluster.workers=", "no value after '='")]
    [InlineData("seeds.first=1", "--set seeds.first=1", "lies below 'seeds'")]
    [InlineData("cluster..workers=1", "--set cluster..workers=1", "is not a key")]
    public void Refusal_OfAnOverride_NamesIt(string text, string path, string problem)
    {
        SpecException refused = SpecTexts.Refused(SpecTexts.Lasso, text);
        Assert.Equal((path, 0), (refused.Path, refused.Line));
        Assert.Contains(problem, refused.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_OfADataParallelPipeline_NamesItsLine()
    {
        SpecException refused = SpecTexts.Refused(SpecTexts.Mf + "\npipeline-depth: 2");
        Assert.Equal(8, refused.Line);
        Assert.Contains("schedules nothing", refused.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the spec is empty")]
    [InlineData("# nothing\n", "the spec is empty")]
    [InlineData("just words", "not a section of keys")]
    [InlineData("[1, 2]", "not a section of keys")]
    public void Refusal_OfSomethingElse_SaysSo(string text, string problem) =>
        Assert.Contains(problem, SpecTexts.Refused(text).Problem, StringComparison.Ordinal);

    [Fact]
    public void Refusal_OfAMissingFile_NamesIt()
    {
        SpecException refused = Assert.Throws<SpecException>(() => SpecReader.Load("nowhere/spec.yaml"));
        Assert.Equal("nowhere/spec.yaml: there is no such file; check the path; examples are under experiments/specs/",
            refused.Message);
    }
}
