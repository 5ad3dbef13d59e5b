using System.Text.Json.Nodes;
using Petuum.Lab.Specs;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Specs;

public class SchemaTests
{
    private const string Path = "experiments/schema/spec.schema.json";

    public static TheoryData<string> Specs =>
        [.. Repository.Files("*.yaml").Where(file => file.StartsWith("experiments", StringComparison.Ordinal))];

    /// <summary>To write it anew: PETUUM_LAB_WRITE_SCHEMA=1 dotnet test --filter SchemaTests.</summary>
    [Fact]
    public void CommittedSchema_IsWhatTheReaderUnderstands()
    {
        if (Environment.GetEnvironmentVariable("PETUUM_LAB_WRITE_SCHEMA") == "1")
        {
            File.WriteAllText(Repository.Path(Path), SpecSchema.Write());
        }

        Assert.Equal(File.ReadAllText(Repository.Path(Path)), SpecSchema.Write());
    }

    [Fact]
    public void Schema_DescribesEveryKeyOfTheFirstLevel()
    {
        JsonObject properties = JsonNode.Parse(SpecSchema.Write())!["properties"]!.AsObject();
        JsonObject spec = Canonical.Json(SpecTexts.Read(SpecTexts.Mf).Spec);
        Assert.All(spec, entry => Assert.NotEqual("", (string?)properties[entry.Key]!["description"]));
        Assert.Equal("on", (string?)properties["checkers"]!["default"]);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void CommittedSpec_ParsesAndNamesItsSchema(string file)
    {
        SpecFile read = SpecReader.Load(Repository.Path(file));
        Assert.NotEmpty(Sweep.Expand(read));
        Assert.StartsWith("# yaml-language-server: $schema=", File.ReadLines(Repository.Path(file)).First(),
            StringComparison.Ordinal);
    }
}
