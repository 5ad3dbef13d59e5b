using System.Xml.Linq;

namespace Petuum.Lab.Tests.Tidy;

/// <summary>The layers: arrows point down only.</summary>
public sealed class ProjectGraphTests
{
    /// <summary>
    /// Who may know whom. Datasets knows Core for its seeds and numbers alone (datasets/README.md says why).
    /// </summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Petuum.Lab.Core"] = [],
        ["Petuum.Lab.Files"] = [],
        ["Petuum.Lab.Analysis"] = ["Petuum.Lab.Files"],
        ["Petuum.Lab.Figures"] = ["Petuum.Lab.Analysis"],
        ["Petuum.Lab.Datasets"] = ["Petuum.Lab.Core", "Petuum.Lab.Files"],
        ["Petuum.Lab.Apps"] = ["Petuum.Lab.Core", "Petuum.Lab.Datasets"],
        ["Petuum.Lab.Simulation"] = ["Petuum.Lab.Core"],
        ["Petuum.Lab.Threads"] = ["Petuum.Lab.Core"],
        ["Petuum.Lab.Specs"] =
        [
            "Petuum.Lab.Analysis", "Petuum.Lab.Apps", "Petuum.Lab.Core", "Petuum.Lab.Datasets", "Petuum.Lab.Simulation",
        ],
        ["Petuum.Lab.Runs"] =
        [
            "Petuum.Lab.Analysis", "Petuum.Lab.Apps", "Petuum.Lab.Core", "Petuum.Lab.Datasets", "Petuum.Lab.Figures",
            "Petuum.Lab.Files", "Petuum.Lab.Grains", "Petuum.Lab.Simulation", "Petuum.Lab.Specs",
            "Petuum.Lab.Threads",
        ],
        ["Petuum.Lab.Experiments"] = ["Petuum.Lab.Files", "Petuum.Lab.Runs", "Petuum.Lab.Specs"],
        ["Petuum.Lab.Grains"] = ["Petuum.Lab.Core"],
        ["Petuum.Lab.Silo"] = ["Petuum.Lab.Core", "Petuum.Lab.Grains", "Petuum.Lab.Runs"],
        ["Petuum.Lab.Testing"] = ["Petuum.Lab.Core", "Petuum.Lab.Datasets"],
        ["Petuum.Lab.Tests"] =
        [
            "Petuum.Lab.Analysis", "Petuum.Lab.Apps", "Petuum.Lab.Core", "Petuum.Lab.Datasets",
            "Petuum.Lab.Experiments", "Petuum.Lab.Files", "Petuum.Lab.Runs", "Petuum.Lab.Simulation",
            "Petuum.Lab.Specs", "Petuum.Lab.Testing", "Petuum.Lab.Threads",
        ],
        ["Petuum.Lab.Grains.Tests"] =
        [
            "Petuum.Lab.Apps", "Petuum.Lab.Core", "Petuum.Lab.Datasets", "Petuum.Lab.Experiments", "Petuum.Lab.Grains",
            "Petuum.Lab.Runs", "Petuum.Lab.Silo", "Petuum.Lab.Simulation", "Petuum.Lab.Specs", "Petuum.Lab.Testing",
            "Petuum.Lab.Threads",
        ],
        ["Petuum.Lab.Grains.Benchmarks"] = ["Petuum.Lab.Core", "Petuum.Lab.Grains"],
        ["Petuum.Lab.Figures.Tests"] = ["Petuum.Lab.Analysis", "Petuum.Lab.Experiments", "Petuum.Lab.Figures"],
        ["Petuum.Lab.Benchmarks"] =
        [
            "Petuum.Lab.Analysis", "Petuum.Lab.Apps", "Petuum.Lab.Core", "Petuum.Lab.Datasets",
            "Petuum.Lab.Experiments", "Petuum.Lab.Simulation", "Petuum.Lab.Testing", "Petuum.Lab.Threads",
        ],
    };

    private static readonly string[] Configurations = ["Debug", "Release"];

    public static TheoryData<string> Projects => new(Repository.Files("*.csproj"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_PointDownOnly(string project)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Allowed.TryGetValue(name, out string[]? allowed), $"{name} has no place in the layers");
        Assert.Empty(References(project).Except(allowed, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Solution_BuildsTheProject_InEveryConfiguration(string project)
    {
        string solution = File.ReadAllText(Repository.Path("Petuum.Lab.sln"));
        int at = solution.IndexOf(project.Replace('/', '\\'), StringComparison.Ordinal);
        Assert.True(at >= 0, $"{project} is not in the solution");
        int open = solution.IndexOf('{', at);
        string id = solution[open..(solution.IndexOf('}', open) + 1)];
        Assert.All(Configurations, configuration => Assert.Contains(
            $"{id}.{configuration}|Any CPU.Build.0 = {configuration}|Any CPU", solution, StringComparison.Ordinal));
    }

    /// <summary>What a project refers to.</summary>
    private static IEnumerable<string> References(string project) =>
        from reference in XDocument.Load(Repository.Path(project)).Descendants("ProjectReference")
        select Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'));
}
