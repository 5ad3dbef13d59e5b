using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Petuum.Lab.Specs.Keys;

namespace Petuum.Lab.Specs;

/// <summary>
/// The JSON schema of specs, from the same table of keys as the reader, so that editors complete what it understands.
/// </summary>
public static class SpecSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>
    /// The schema as JSON text, with a line end; committed as <c>experiments/schema/spec.schema.json</c>.
    /// </summary>
    public static string Write()
    {
        JsonObject schema = new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "A spec of Petuum.Lab",
            ["description"] = "Everything about a run, or the product of runs of a sweep.",
        };
        foreach ((string key, JsonNode? value) in SpecKeys.Run.Schema())
        {
            schema[key] = value?.DeepClone();
        }

        return schema.ToJsonString(Indented) + "\n";
    }
}
