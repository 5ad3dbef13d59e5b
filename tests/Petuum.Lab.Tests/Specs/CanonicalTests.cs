using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Specs;

public class CanonicalTests
{
    private static readonly string Path = Repository.Path("sample.yaml");

    private static Gen<RunSpec> Specs =>
        ArbMap.Default.GeneratorFor<ulong>().Select(seed => new SpecSamples(seed).Draw());

    [Fact]
    public void Canonical_ParsesToTheSameSpec() => Prop.ForAll(
        Arb.From(Specs, Shrink),
        spec =>
        {
            string canonical = Canonical.Write(spec);
            RunSpec read = SpecReader.Parse(canonical, Path).Spec;
            return (read == spec && Canonical.Write(read) == canonical).Label(canonical);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));

    [Fact]
    public void Canonical_OfACase_ParsesToTheSameSpec() => Prop.ForAll(
        Arb.From(Specs, Shrink),
        spec =>
        {
            RunCase run = Sweep.Expand(SpecReader.Parse(Canonical.Write(spec), Path))[0];
            return run.Spec == spec with { Question = "", Reproduces = null, Seeds = [spec.Seeds[0]] };
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(50));

    [Fact]
    public void Canonical_DiffersWhenSpecsDo() => Prop.ForAll(
        Arb.From(Specs, Shrink),
        spec => Shrink(spec).All(other => Canonical.Write(other) != Canonical.Write(spec)))
        .Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(100));

    [Fact]
    public void Samples_UseEveryKeyOfTheSchema()
    {
        SortedSet<string> used = new(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 4000; seed++)
        {
            CollectKeys(Canonical.Json(new SpecSamples(seed).Draw()), used);
        }

        SortedSet<string> known = new(StringComparer.Ordinal);
        CollectProperties(JsonNode.Parse(SpecSchema.Write())!, known);
        known.RemoveWhere(key => key == "sweep" || key == "cases" || key.Contains('.', StringComparison.Ordinal));
        Assert.Empty(known.Except(used));
    }

    [Theory]
    [InlineData("  consistency.policy: [ssp, asp]\n  program.lambda: [0.50, 1e-3]")]
    [InlineData("  program.schedule: {\"shot gun\": {policy: random}, turns: {policy: round-robin}}")]
    [InlineData("  cases:\n    a b: {consistency: {policy: asp}, expect: diverges}\n    c: {cluster.workers: 1}")]
    [InlineData("  cluster.stragglers: [none, {model: trace, file: \"global.json\"}]")]
    public void Canonical_OfASweep_ParsesToTheSameSpecAndRuns(string sweep)
    {
        SpecFile file = SpecReader.Parse($"{SpecTexts.Lasso}\nsweep:\n{sweep}", Path);
        SpecFile again = SpecReader.Parse(Canonical.Write(file.Spec), Path);
        Assert.Equal(file.Spec, again.Spec);
        Assert.Equal(
            Sweep.Expand(file).Select(run => (Canonical.Write(run.Spec), run.Swept)),
            Sweep.Expand(again).Select(run => (Canonical.Write(run.Spec), run.Swept)));
    }

    [Fact]
    public void Mutations_AreReadOrRefused_NeverAnythingElse()
    {
        string[] tokens = ["\n", " ", ":", "-", "[", "]", "{", "}", ",", "#", "&a ", "*a", "!!int ", "'", "\"", "|",
            ">", "\t", "~", "%", "@", "\0", "\uD800", "? ", "---", "..."];
        Gen<(ulong Sample, ulong Mutation)> gen =
            from sample in Gen.Choose(0, 40)
            from mutation in ArbMap.Default.GeneratorFor<ulong>()
            select ((ulong)sample, mutation);
        Prop.ForAll(
            Arb.From(gen, static _ => []),
            pair =>
            {
                string text = pair.Sample == 0 ? SpecTexts.Lasso : Canonical.Write(new SpecSamples(pair.Sample).Draw());
                string mutated = Mutate(text, tokens, new Seed(pair.Mutation).CreateGenerator());
                try
                {
                    return (Sweep.Expand(SpecReader.Parse(mutated, Path)).Count >= 1).Label(mutated);
                }
                catch (SpecException refused)
                {
                    return (refused.Problem.Length > 0 && refused.Remedy.Length > 0 && refused.Line >= 0).Label(
                        mutated);
                }
            }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(200));
    }

    private static string Mutate(string text, string[] tokens, Pcg32 chance)
    {
        for (int edits = 1 + chance.NextInt(3); edits > 0; edits--)
        {
            int at = chance.NextInt(text.Length + 1);
            int length = Math.Min(chance.NextInt(12), text.Length - at);
            text = chance.NextInt(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, text.Substring(at, length)),
                2 => text.Insert(at, tokens[chance.NextInt(tokens.Length)]),
                _ => text.Remove(at, length).Insert(at, tokens[chance.NextInt(tokens.Length)]),
            };
        }

        return text;
    }

    /// <summary>Parts of a spec replaced by those of the simplest sample that is about the same program.</summary>
    private static IEnumerable<RunSpec> Shrink(RunSpec spec)
    {
        string like = spec.Program.Data switch
        {
            DataKind.Regression => SpecTexts.Lasso,
            DataKind.Documents => SpecTexts.Lda,
            _ => SpecTexts.Mf,
        };
        RunSpec simple = SpecTexts.Read(like).Spec;
        RunSpec[] smaller =
        [
            spec with { Reproduces = null },
            spec with { Cluster = simple.Cluster },
            spec with { Program = simple.Program, Data = simple.Data },
            spec with { Consistency = simple.Consistency, Communication = null, Apply = simple.Apply },
            spec with { Trace = null, Stop = simple.Stop },
            spec with { Question = "" },
            spec with { Checkers = true },
            spec with { EventLog = false },
            spec with { EvaluateEvery = 1 },
        ];
        return smaller.Where(candidate => candidate != spec);
    }

    private static void CollectKeys(JsonNode? node, SortedSet<string> keys)
    {
        if (node is JsonObject section)
        {
            foreach ((string key, JsonNode? value) in section)
            {
                keys.Add(key);
                CollectKeys(value, keys);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                CollectKeys(item, keys);
            }
        }
    }

    private static void CollectProperties(JsonNode? node, SortedSet<string> keys)
    {
        if (node is JsonObject section)
        {
            foreach ((string key, JsonNode? value) in section)
            {
                if (key == "properties" && value is JsonObject properties)
                {
                    keys.UnionWith(properties.Select(property => property.Key));
                }

                CollectProperties(value, keys);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                CollectProperties(item, keys);
            }
        }
    }
}
