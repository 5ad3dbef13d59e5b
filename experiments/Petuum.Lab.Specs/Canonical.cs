using System.Text.Json.Nodes;
using Petuum.Lab.Specs.Keys;

namespace Petuum.Lab.Specs;

/// <summary>
/// The canonical form: every value that has an effect, defaults included, in the order of the key table. Equal specs
/// have
/// equal texts, whatever the order of keys, the comments and the spelling of numbers in their files; and it parses to
/// the same spec.
/// </summary>
public static class Canonical
{
    /// <summary>As YAML, with a line end after every line.</summary>
    public static string Write(RunSpec spec) => SpecKeys.Run.Write(spec).ToYaml();

    /// <summary>As JSON, for programs that read <c>run.json</c>.</summary>
    public static JsonObject Json(RunSpec spec) => (JsonObject)SpecKeys.Run.Write(spec).ToJson();
}
