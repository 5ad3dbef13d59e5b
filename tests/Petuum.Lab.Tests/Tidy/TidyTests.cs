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
            from folder in TopLevel.Concat(ProgramFolders())
            where !HasReadme(folder)
            select $"{folder}/README.md is missing");

    [Fact]
    public void Projects_AreExplainedByTheirReadmeOrTheirParents() =>
        Assert.Empty(
            from project in Repository.Files("*.csproj")
            let folder = Path.GetDirectoryName(project)!
            where !HasReadme(folder) && !HasReadme(Path.GetDirectoryName(folder)!)
            select $"{folder}/README.md is missing");

    private static string[] TopLevel { get; } = ["grains", "silo", "experiments", "analysis", "tests", "datasets"];

    private static IEnumerable<string> ProgramFolders() =>
        from program in Repository.Files("*Program.cs")
        where program.StartsWith("grains/Petuum.Lab.Apps/", StringComparison.Ordinal)
        select Path.GetDirectoryName(program)!;

    private static bool HasReadme(string folder) => File.Exists(Repository.Path(Path.Combine(folder, "README.md")));

    [GeneratedRegex(
        @"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|Thread\.Sleep|Skip\s*=\s*""",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Unfinished();
}
