using System.Text.RegularExpressions;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Readme;

/// <summary>The words that pages, columns and messages use without explaining them are in the glossary.</summary>
public sealed partial class GlossaryTests
{
    private static readonly string[] Words =
    [
        "table", "row", "shard", "worker", "clock", "round", "epoch", "staleness *s*", "lag", "settled", "increment",
        "oplog", "worker cache", "work unit", "schedule / push / pull", "policy", "pipeline depth", "program", "run",
        "sweep", "spec", "seed", "verdict", "virtual time", "wall time", "straggler", "cut", "baseline", "twin", "silo",
        "BSP", "SSP", "ESSP", "ASP", "VAP",
    ];

    [Fact]
    public void EveryWord_HasAnEntry() =>
        Assert.Empty(Words.Concat(Enum.GetNames<ApplyMode>()).Except(Entries, StringComparer.Ordinal));

    [Fact]
    public void NoWord_HasTwoEntries() => Assert.Equal(Entries.Distinct(StringComparer.Ordinal), Entries);

    private static string[] Entries =>
    [
        .. Row().Matches(File.ReadAllText(Repository.Path("experiments/GLOSSARY.md")))
            .Select(row => row.Groups["words"].Value)
            .Where(words => words != "Word")
            .SelectMany(words => words.Split(", ")),
    ];

    [GeneratedRegex(@"^\| (?<words>[^|]+) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
