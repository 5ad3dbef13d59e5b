using System.Text.RegularExpressions;
using Petuum.Lab.Apps.Descriptors;

namespace Petuum.Lab.Tests.Tidy;

/// <summary>
/// A program is one folder and a line of the registry: no other source names it or its types. Specs, documentation and
/// tests do.
/// </summary>
public sealed class ProgramNamesTests
{
    private const string Apps = "grains/Petuum.Lab.Apps/";
    private const string Registry = Apps + "Descriptors/ProgramRegistry.cs";

    /// <summary>Folders of what several programs stand on.</summary>
    private static readonly string[] Shared = ["Batches", "Descriptors", "Networks", "Parts"];

    /// <summary>Types of programs; a single word such as <c>Cut</c> may name other things elsewhere.</summary>
    private static readonly string[] Types =
    [
        .. typeof(ProgramRegistry).Assembly.GetTypes()
            .Where(type => type is { IsNested: false, Namespace: not null }
                && type.Namespace.StartsWith("Petuum.Lab.Apps.", StringComparison.Ordinal)
                && !Shared.Contains(type.Namespace.Split('.')[3])
                && !type.Name.Contains('<', StringComparison.Ordinal))
            .Select(type => type.Name.Split('`')[0])
            .Where(name => name.Count(char.IsUpper) > 1),
    ];

    private static string Alternatives =>
        string.Join('|', ProgramRegistry.All.Select(program => Regex.Escape(program.Name)));

    /// <summary>A whole word in quotes; names of specs and formats that begin like one are others.</summary>
    private static readonly Regex Name = new(
        $"\"[^\"]*(?<![-\\w./])(?:{Alternatives})(?![-\\w.])[^\"]*\"",
        RegexOptions.None, TimeSpan.FromSeconds(10));

    private static readonly Regex TypeName = new(
        $"\\b(?:{string.Join('|', Types)})\\b", RegexOptions.None, TimeSpan.FromSeconds(10));

    [Fact]
    public void NoSource_NamesAProgram_ButItsFolderAndTheRegistry() => Assert.Empty(
        from place in Lines()
        where Name.IsMatch(place.Text)
        select place.Where);

    [Fact]
    public void NoSource_NamesAProgramsTypes_ButProgramsFoldersAndTheRegistry() => Assert.Empty(
        from place in Lines()
        where !place.Text.TrimStart().StartsWith("///", StringComparison.Ordinal) && TypeName.IsMatch(place.Text)
        select place.Where);

    [Theory]
    [InlineData("if (name == \"lasso\")", true)]
    [InlineData("(\"lab train mf --data x\", \"ratings\")", true)]
    [InlineData("\"lab run experiments/specs/mf-staleness.yaml\"", false)]
    [InlineData("(\".libsvm\" or \".svm\")", false)]
    public void Names_AreSeen(string line, bool isSeen) => Assert.Equal(isSeen, Name.IsMatch(line));

    [Fact]
    public void Types_AreKnown() => Assert.Contains("KMeansProgram", Types);

    /// <summary>Generators are called as what they make, so <c>lasso</c> is one's name, too.</summary>
    private static IEnumerable<(string Text, string Where)> Lines() =>
        from file in Repository.Files("*.cs")
        where !file.StartsWith("tests/", StringComparison.Ordinal) && file != Registry && !IsOfAProgram(file)
            && !file.StartsWith("datasets/Petuum.Lab.Datasets/Generators/", StringComparison.Ordinal)
        from line in File.ReadAllLines(Repository.Path(file)).Index()
        where !line.Item.Contains("lab data generate", StringComparison.Ordinal)
        select (line.Item, $"{file}:{line.Index + 1}: {line.Item.Trim()}");

    private static bool IsOfAProgram(string file) =>
        file.StartsWith(Apps, StringComparison.Ordinal) && file[Apps.Length..].Split('/') is [var folder, _, ..]
        && !Shared.Contains(folder);
}
