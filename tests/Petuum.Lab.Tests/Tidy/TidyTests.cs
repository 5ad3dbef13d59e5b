using System.Text.RegularExpressions;

namespace Petuum.Lab.Tests.Tidy;

public sealed partial class TidyTests
{
    private const int LinesMax = 400;
    private const int ColumnsMax = 120;

    [Fact]
    public void Files_AreShorterThan400Lines() =>
        Assert.Empty(
            from file in Repository.Files("*.cs")
            let lines = File.ReadAllLines(Repository.Path(file)).Length
            where lines > LinesMax
            select $"{file} has {lines} lines");

    [Fact]
    public void Lines_AreAtMost120ColumnsWide() =>
        Assert.Empty(
            from file in Repository.Files("*.cs")
            from line in File.ReadAllLines(Repository.Path(file)).Index()
            where line.Item.Length > ColumnsMax
            select $"{file}:{line.Index + 1} is {line.Item.Length} columns wide");

    [Fact]
    public void Code_HasNoMarksOfUnfinishedWork() =>
        Assert.Empty(
            from file in Repository.Files("*.cs")
            where !file.EndsWith("TidyTests.cs", StringComparison.Ordinal)
            from line in File.ReadAllLines(Repository.Path(file)).Index()
            where Unfinished().IsMatch(line.Item)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}");

    [Fact]
    public void Rules_AreNotSwitchedOffInCode() =>
        Assert.Empty(
            from file in Repository.Files("*.cs")
            where !file.EndsWith("TidyTests.cs", StringComparison.Ordinal)
            from line in File.ReadAllLines(Repository.Path(file)).Index()
            where line.Item.Contains("#pragma warning", StringComparison.Ordinal)
                || line.Item.Contains("SuppressMessage", StringComparison.Ordinal)
            select $"{file}:{line.Index + 1}: exceptions to rules go to .editorconfig, with a reason");

    [Fact]
    public void Folders_OfProjectsAndProgramsExplainThemselves() =>
        Assert.Empty(
            from folder in new[] { "grains", "silo", "experiments", "analysis", "tests", "datasets" }
            let readme = Path.Combine(folder, "README.md")
            where !File.Exists(Repository.Path(readme))
            select $"{readme} is missing");

    [GeneratedRegex(
        @"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|Thread\.Sleep|Skip\s*=\s*""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Unfinished();
}
